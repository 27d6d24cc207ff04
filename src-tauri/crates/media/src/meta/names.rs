//! Makers', models' and lenses' names as people write them.

use pothos_model::Camera;

/// Texts that cameras write into every file and that describe nothing.
const EMPTY_DESCRIPTIONS: [&str; 14] = [
    "olympus digital camera",
    "konica minolta digital camera",
    "minolta dsc",
    "digital camera",
    "dcim",
    "default",
    "sony dsc",
    "samsung",
    "samsung digital camera",
    "exif_jpeg_picture",
    "exif jpeg",
    "jpeg",
    "untitled",
    "screenshot",
];

/// The camera with its model freed of the maker's name: `Canon`, `Canon EOS 6D` is Canon, EOS 6D.
pub(super) fn camera(make: Option<String>, model: Option<String>, lens: Option<String>) -> Camera {
    let model = model.map(|model| match make.as_deref() {
        Some(make) => without_maker(&model, make),
        None => model,
    });
    Camera {
        make: make.filter(|m| is_name(m)),
        model: model.filter(|m| is_name(m)),
        lens: lens.filter(|l| is_lens(l)),
    }
}

/// A lens by its figures (Exif 3.0, LensSpecification): shortest and longest focal length in mm, and the least
/// f-number at each; 0/0 stands for unknown. `24-105mm f/4`, `50mm f/1.8`, `18-55mm f/3.5-5.6`.
pub(super) fn lens_of_specification(figures: &[Option<f64>]) -> Option<String> {
    let known = |at: usize| figures.get(at).copied().flatten().filter(|n| (0.1..=20_000.0).contains(n));
    let shown = |value: f64| ((value * 100.0).round() / 100.0).to_string();
    let span = |low: f64, high: Option<f64>| match high.filter(|high| shown(*high) != shown(low)) {
        Some(high) => format!("{}-{}", shown(low), shown(high)),
        None => shown(low),
    };
    let focal = span(known(0)?, known(1));
    let aperture = known(2).map(|f| format!(" f/{}", span(f, known(3)))).unwrap_or_default();
    Some(format!("{focal}mm{aperture}"))
}

/// Whether a caption says something.
pub(super) fn describes(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    !lower.is_empty() && !EMPTY_DESCRIPTIONS.contains(&lower.as_str())
}

fn without_maker(model: &str, make: &str) -> String {
    let first = make.split([' ', ',']).next().unwrap_or(make);
    for name in [make, first] {
        if let Some(head) = model.get(..name.len())
            && head.eq_ignore_ascii_case(name)
            && let Some(rest) = model.get(name.len()..)
            && rest.starts_with([' ', '-', '_'])
            && !rest.trim_start_matches([' ', '-', '_']).is_empty()
        {
            return rest.trim_start_matches([' ', '-', '_']).to_owned();
        }
    }
    model.to_owned()
}

fn is_name(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// Whether a lens is named; cameras without one write dashes or zeros.
pub(super) fn is_lens(text: &str) -> bool {
    let zeros = text.chars().filter(|c| c.is_ascii_digit()).all(|c| c == '0');
    let known = text.chars().any(|c| c.is_ascii_digit()) && !zeros;
    let worded = text.chars().filter(|c| c.is_alphabetic()).count() > 3;
    (known || worded) && !text.eq_ignore_ascii_case("unknown") && !text.starts_with("Unknown ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(make: &str, model: &str, expected: (&str, &str)) {
        let camera = camera(Some(make.to_owned()), Some(model.to_owned()), None);
        assert_eq!((camera.make.as_deref(), camera.model.as_deref()), (Some(expected.0), Some(expected.1)));
    }

    #[test]
    fn a_model_does_not_repeat_its_maker() {
        check("Canon", "Canon EOS 6D", ("Canon", "EOS 6D"));
        check("NIKON CORPORATION", "NIKON D300", ("NIKON CORPORATION", "D300"));
        check("Hewlett-Packard", "hp photosmart 735", ("Hewlett-Packard", "hp photosmart 735"));
        check("Apple", "iPhone 12 Pro", ("Apple", "iPhone 12 Pro"));
        check("Leica", "Leica", ("Leica", "Leica"));
        check("Canon", "CanonScan", ("Canon", "CanonScan"));
    }

    #[test]
    fn a_lens_without_a_name_is_called_by_its_figures() {
        for (figures, expected) in [
            ([24.0, 105.0, 4.0, 4.0], Some("24-105mm f/4")),
            ([18.0, 55.0, 3.5, 5.6], Some("18-55mm f/3.5-5.6")),
            ([50.0, 50.0, 1.8, 1.8], Some("50mm f/1.8")),
            ([35.0, 0.0, 2.0, 0.0], Some("35mm f/2")),
            ([4.25, 4.25, f64::NAN, f64::NAN], Some("4.25mm")),
            ([0.0; 4], None),
        ] {
            let figures = figures.map(|n: f64| n.is_finite().then_some(n));
            assert_eq!(lens_of_specification(&figures).as_deref(), expected, "{figures:?}");
        }
    }

    #[test]
    fn an_unset_lens_is_no_lens() {
        for unset in ["----", "0.0 mm f/0.0", "Unknown (0)", "unknown"] {
            assert_eq!(camera(None, None, Some(unset.to_owned())).lens, None, "{unset}");
        }
        for lens in ["EF24-105mm f/4L IS USM", "XF35mmF1.4 R", "Summilux"] {
            assert_eq!(camera(None, None, Some(lens.to_owned())).lens.as_deref(), Some(lens));
        }
    }
}
