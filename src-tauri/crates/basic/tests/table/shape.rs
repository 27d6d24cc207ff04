//! The outline of the frame.

use crate::case::{Case, case};

const SHAPES: &[&str] = &["panorama", "panoramic format", "square format", "vertical format"];

pub fn cases() -> Vec<Case> {
    vec![
        case("3:2").size(6000, 4000).has(&["horizontal format"]).lacks(SHAPES),
        case("2:3").size(4000, 6000).has(&["vertical format"]).lacks(&["horizontal format", "portrait"]),
        case("1:1")
            .size(3000, 3000)
            .has(&["square format"])
            .lacks(&["horizontal format", "vertical format"])
            .because("square format", "3000 × 3000 pixels"),
        case("nearly 1:1").size(1000, 1020).has(&["square format"]),
        case("2:1 is a format and not yet a panorama")
            .size(8000, 4000)
            .has(&["panoramic format"])
            .lacks(&["panorama", "horizontal format"])
            .because("panoramic format", "2 times as wide as high"),
        case("a panorama that says so")
            .size(9000, 3000)
            .facts(|facts| facts.scene.panorama = true)
            .has(&["panorama", "panoramic format"])
            .because("panorama", "The file calls itself a panorama")
            .says("Panorama, 9000 × 3000 pixels"),
        case("a tall panorama that says so")
            .size(2000, 6000)
            .facts(|facts| facts.scene.panorama = true)
            .has(&["panorama", "vertical format"]),
        case("a frame with no size").size(0, 0).has(&["square format"]),
        case("a colour")
            .colour([60, 110, 200], 55)
            .colour([128, 128, 128], 30)
            .colour([5, 5, 5], 4)
            .has(&["blue", "grey"])
            .lacks(&["black"])
            .because("blue", "Blue covers 55 % of the picture")
            .title("Untitled, in blue and grey"),
    ]
}
