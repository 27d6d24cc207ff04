//! Place names and countries; what is near and not here; heights.

use crate::case::{Case, case};

pub fn cases() -> Vec<Case> {
    vec![
        case("a town")
            .at(60.3913, 5.3221)
            .place("Bergen", "Vestland", "Norway", "NO")
            .has(&["Bergen", "Vestland", "Norway"])
            .because("Bergen", "The position is within 3 km of Bergen")
            .because("Norway", "All towns around the position are in Norway")
            .title("Bergen, Norway")
            .says("Taken in Bergen, Vestland, Norway."),
        case("near a town")
            .at(60.2, 6.6)
            .place("", "Vestland", "Norway", "NO")
            .near("Odda", 16)
            .has(&["Norway", "Vestland"])
            .lacks(&["Odda"])
            .title("Near Odda, Norway")
            .says("Taken near Odda, Vestland, Norway."),
        case("near a town across no known border")
            .at(51.0, 1.45)
            .place("", "", "", "")
            .near("Dover", 18)
            .lacks(&["Dover", "United Kingdom", "France"])
            .title("Near Dover")
            .says("Taken near Dover."),
        case("a country alone")
            .at(60.2, 7.5)
            .place("", "", "Norway", "NO")
            .has(&["Norway"])
            .title("Norway")
            .says("Taken in Norway."),
        case("a country with an article")
            .at(52.3, 5.5)
            .place("", "", "Netherlands", "NL")
            .has(&["Netherlands"])
            .because("Netherlands", "All towns around the position are in the Netherlands")
            .says("Taken in the Netherlands."),
        case("a city that is its region and its country")
            .at(1.2897, 103.8501)
            .place("Singapore", "", "Singapore", "SG")
            .has(&["Singapore"])
            .title("Singapore")
            .says("Taken in Singapore."),
        case("a city that is its region")
            .at(35.0116, 135.7681)
            .place("Kyoto", "Kyoto", "Japan", "JP")
            .has(&["Kyoto", "Japan"])
            .title("Kyoto, Japan")
            .says("Taken in Kyoto, Japan."),
        case("a city under the name that English has for it")
            .at(34.69, 135.5)
            .place("Osaka-shi", "Osaka", "Japan", "JP")
            .has(&["Osaka", "Japan"])
            .lacks(&["Osaka-shi"]),
        case("a village with a great city's name keeps its own")
            .at(22.38, 112.68)
            .place("Changsha", "Guangdong", "China", "CN")
            .in_chinese()
            .has(&["Changsha", "中国", "广东"])
            .lacks(&["长沙"]),
        case("a country that the table does not know keeps its name")
            .at(10.0, 10.0)
            .place("Somewhere", "", "Atlantis", "ZZ")
            .has(&["Somewhere", "Atlantis"]),
        case("high mountains")
            .at(45.9763, 7.6586)
            .altitude(3120.4)
            .has(&["high altitude"])
            .lacks(&["in flight"])
            .because("high altitude", "The position was 3120 m above the sea")
            .taken("2024-08-05T13:30:00", 120)
            .says("Taken on 5 August 2024 at 13:30, 3120 m above the sea."),
        case("a hill").at(60.39, 5.33).altitude(640.0).lacks(&["high altitude", "in flight"]),
        case("above every summit")
            .at(50.0, 10.0)
            .altitude(11_200.0)
            .has(&["in flight"])
            .lacks(&["high altitude"]),
        case("no height").at(45.9763, 7.6586).lacks(&["high altitude", "in flight"]),
    ]
}
