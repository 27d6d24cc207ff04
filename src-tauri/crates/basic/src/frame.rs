//! The outline of the frame.

use crate::claim::Claims;
use crate::term::Term;

/// The outline, and what it rests on. From 2:1 on it is panoramic, within 3 per cent of 1:1 square.
pub(crate) fn claims(width: u32, height: u32, says_panorama: bool, claims: &mut Claims) {
    let (across, down) = (f64::from(width.max(1)), f64::from(height.max(1)));
    let aspect = across / down;
    let size = format!("{width} × {height}");
    if says_panorama {
        claims.add(Term::Panorama, "The file calls itself a panorama", "文件标明为全景照片");
    }
    if aspect >= 2.0 {
        let times = crate::phrase::decimal(aspect);
        claims.add(
            Term::PanoramicFormat,
            format!("{times} times as wide as high"),
            format!("宽度是高度的 {times} 倍"),
        );
    } else if (aspect - 1.0).abs() <= 0.03 {
        claims.add(Term::SquareFormat, format!("{size} pixels"), format!("{size} 像素"));
    } else if aspect > 1.0 {
        claims.add(Term::HorizontalFormat, format!("{size} pixels"), format!("{size} 像素"));
    } else {
        claims.add(Term::VerticalFormat, format!("{size} pixels"), format!("{size} 像素"));
    }
}
