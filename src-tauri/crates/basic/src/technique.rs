//! What the exposure and the shape say about how a photo was made. Thresholds are stated; where a fact is
//! missing nothing is claimed.

use pothos_model::{PhotoFacts, Quality, QualityReason};

/// A way of taking a photo, told by numbers alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Technique {
    /// Half a second or longer.
    LongExposure,
    /// A thousandth of a second or shorter.
    FastShutter,
    /// An aperture as wide as f/2 on a 36x24 mm frame gives.
    ShallowDepthOfField,
    /// f/2 or wider, on a sensor of unknown size.
    WideAperture,
    /// ISO 3200 or more.
    HighIso,
    /// The flash fired.
    Flash,
    /// Below 20 mm on a 36x24 mm frame.
    UltraWideAngle,
    /// 20 to 35 mm.
    WideAngle,
    /// 70 to 135 mm.
    ShortTelephoto,
    /// Above 135 mm.
    Telephoto,
    /// The lens calls itself one.
    MacroLens,
    /// No colour.
    Monochrome,
    /// Bright throughout.
    HighKey,
    /// Dark throughout.
    LowKey,
}

/// The techniques that the numbers show, the most telling first.
pub(crate) fn techniques(facts: &PhotoFacts, quality: &Quality) -> Vec<Technique> {
    let exposure = &facts.exposure;
    let mut found = Vec::new();
    let mut note = |technique: Technique, shown: bool| {
        if shown {
            found.push(technique);
        }
    };
    note(Technique::LongExposure, exposure.seconds.is_some_and(|s| s >= 0.5));
    note(Technique::Monochrome, quality.reasons.contains(&QualityReason::Monochrome));
    note(Technique::HighKey, quality.mean_luma >= 185.0 && quality.clipped_low < 0.01);
    note(Technique::LowKey, quality.mean_luma <= 55.0 && quality.clipped_high < 0.02);

    // The same f-number gives a phone deep focus and a large sensor shallow focus; only the equivalent tells.
    let equivalent = exposure.aperture.zip(exposure.focal_mm).zip(exposure.focal_35mm);
    let equivalent = equivalent.map(|((f_number, focal), focal_35)| f_number * focal_35 / focal);
    let wide = exposure.aperture.is_some_and(|f_number| f_number <= 2.0);
    note(Technique::ShallowDepthOfField, equivalent.is_some_and(|n| n <= 2.05));
    note(Technique::WideAperture, wide && equivalent.is_none());

    let lens = facts.camera.lens.as_deref().unwrap_or_default().to_lowercase();
    note(
        Technique::MacroLens,
        lens.contains("macro") || lens.contains("micro nikkor") || lens.contains("micro-nikkor"),
    );
    let focal = exposure.focal_35mm;
    note(Technique::UltraWideAngle, focal.is_some_and(|mm| mm < 20.0));
    note(Technique::WideAngle, focal.is_some_and(|mm| (20.0..=35.0).contains(&mm)));
    note(Technique::ShortTelephoto, focal.is_some_and(|mm| (70.0..=135.0).contains(&mm)));
    note(Technique::Telephoto, focal.is_some_and(|mm| mm > 135.0));
    note(Technique::Flash, exposure.flash == Some(true));
    note(Technique::HighIso, exposure.iso.is_some_and(|iso| iso >= 3200));
    note(Technique::FastShutter, exposure.seconds.is_some_and(|s| s <= 0.001));
    found
}

/// The shape of the frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Panorama,
    Wide,
    Tall,
    Square,
}

/// The shape of a frame; from 2:1 on it is a panorama, within 3 per cent of 1:1 a square.
pub(crate) fn shape(width: u32, height: u32) -> Shape {
    let aspect = f64::from(width.max(1)) / f64::from(height.max(1));
    if aspect >= 2.0 {
        Shape::Panorama
    } else if (aspect - 1.0).abs() <= 0.03 {
        Shape::Square
    } else if aspect > 1.0 {
        Shape::Wide
    } else {
        Shape::Tall
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pothos_model::{Camera, Exposure};

    fn plain() -> Quality {
        Quality {
            score: 60,
            sharpness: 50,
            exposure: 70,
            contrast: 60,
            colourfulness: 40,
            noise: 10,
            clipped_high: 0.0,
            clipped_low: 0.0,
            mean_luma: 110.0,
            reasons: Vec::new(),
        }
    }

    fn check(exposure: Exposure, lens: &str, quality: Quality, expected: &[Technique]) {
        let camera = Camera { lens: Some(lens.to_owned()), ..Camera::default() };
        let facts = PhotoFacts { exposure, camera, ..PhotoFacts::default() };
        assert_eq!(techniques(&facts, &quality), expected, "{exposure:?} {lens}");
    }

    #[test]
    fn numbers_show_the_technique_and_missing_numbers_show_none() {
        use Technique as T;
        let none = Exposure::default();
        check(none, "", plain(), &[]);
        check(Exposure { seconds: Some(0.5), ..none }, "", plain(), &[T::LongExposure]);
        check(Exposure { seconds: Some(0.4), ..none }, "", plain(), &[]);
        check(
            Exposure { seconds: Some(1.0 / 4000.0), iso: Some(6400), ..none },
            "",
            plain(),
            &[T::HighIso, T::FastShutter],
        );
        let phone = Exposure { aperture: Some(1.7), focal_mm: Some(6.9), focal_35mm: Some(25.0), ..none };
        check(phone, "", plain(), &[T::WideAngle]);
        let fast = Exposure { aperture: Some(1.8), focal_mm: Some(85.0), focal_35mm: Some(85.0), ..none };
        check(fast, "", plain(), &[T::ShallowDepthOfField, T::ShortTelephoto]);
        check(Exposure { aperture: Some(1.8), ..none }, "", plain(), &[T::WideAperture]);
        check(
            Exposure { flash: Some(true), ..none },
            "EF100mm f/2.8L Macro IS USM",
            plain(),
            &[T::MacroLens, T::Flash],
        );
        check(none, "", Quality { mean_luma: 200.0, ..plain() }, &[T::HighKey]);
        check(
            none,
            "",
            Quality { mean_luma: 30.0, reasons: vec![QualityReason::Monochrome], ..plain() },
            &[T::Monochrome, T::LowKey],
        );
    }

    #[test]
    fn shapes_are_told_by_the_aspect() {
        for (size, expected) in [
            ((6000, 4000), Shape::Wide),
            ((4000, 6000), Shape::Tall),
            ((1000, 1000), Shape::Square),
            ((1000, 1020), Shape::Square),
            ((8000, 4000), Shape::Panorama),
            ((0, 0), Shape::Square),
        ] {
            assert_eq!(shape(size.0, size.1), expected, "{size:?}");
        }
    }
}
