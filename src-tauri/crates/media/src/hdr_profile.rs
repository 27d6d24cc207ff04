//! Profiles of high dynamic range: a curve that stands for up to 10,000 cd/m² cannot be converted like any other, for its white is
//! fifty times as bright as a page's. Tells them, and which code points (ITU-T H.273) say the same.

use moxcms::{ColorProfile, ToneReprCurve};

const BT_2020: u8 = 9;
const DISPLAY_P3: u8 = 12;
const BT_709: u8 = 1;
const PQ: u8 = 16;
const HLG: u8 = 18;

/// What half and three quarters of a PQ signal stand for, as a share of 10,000 cd/m² (SMPTE ST 2084): no curve of ordinary
/// displays is that dark in the middle.
const PQ_AT: [(f64, f64); 2] = [(0.5, 0.0092), (0.75, 0.0983)];
/// How far a curve may be off, as a share of the value.
const NEAR: f64 = 0.08;

/// Primaries and transfer, when the profile is of high dynamic range: by the transfer of its `cicp` tag (ICC.1:2022), or by its
/// curve, as Photoshop writes it.
pub(crate) fn hdr(profile: &ColorProfile) -> Option<(u8, u8)> {
    if let Some(cicp) = &profile.cicp {
        let transfer = cicp.transfer_characteristics as u8;
        return matches!(transfer, PQ | HLG).then(|| (primaries(profile), transfer));
    }
    let Some(ToneReprCurve::Lut(curve)) = &profile.red_trc else { return None };
    let is_pq = curve.len() >= 256
        && PQ_AT.iter().all(|(signal, light)| {
            let at = (signal * (curve.len() - 1) as f64).round() as usize;
            let value = curve.get(at).map_or(0.0, |value| f64::from(*value) / 65_535.0);
            (value - light).abs() <= light * NEAR
        });
    is_pq.then(|| (primaries(profile), PQ))
}

/// By the red, in the profile's own white: its X is 0.436 of BT.709, 0.515 of P3 and 0.673 of BT.2020.
fn primaries(profile: &ColorProfile) -> u8 {
    match profile.red_colorant.x {
        x if x < 0.475 => BT_709,
        x if x < 0.59 => DISPLAY_P3,
        _ => BT_2020,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SMPTE ST 2084.
    fn pq(signal: f64) -> f64 {
        let power = signal.powf(1.0 / 78.84375);
        ((power - 0.8359375).max(0.0) / (18.8515625 - 18.6875 * power)).powf(1.0 / 0.159_301_757_8)
    }

    fn with_curve(mut profile: ColorProfile, curve: impl Fn(f64) -> f64) -> ColorProfile {
        let table = (0..1024).map(|at| (curve(f64::from(at) / 1023.0) * 65_535.0).round() as u16).collect();
        profile.red_trc = Some(ToneReprCurve::Lut(table));
        profile.cicp = None;
        profile
    }

    #[test]
    fn a_pq_curve_is_told_from_every_ordinary_one() {
        assert_eq!(hdr(&with_curve(ColorProfile::new_display_p3(), pq)), Some((DISPLAY_P3, PQ)));
        assert_eq!(hdr(&with_curve(ColorProfile::new_bt2020(), pq)), Some((BT_2020, PQ)));
        assert_eq!(hdr(&with_curve(ColorProfile::new_srgb(), pq)), Some((BT_709, PQ)));
        for gamma in [1.0, 1.8, 2.2, 2.4, 2.6, 3.0, 5.0, 6.7] {
            assert_eq!(hdr(&with_curve(ColorProfile::new_srgb(), |v| v.powf(gamma))), None, "gamma {gamma}");
        }
        for profile in
            [ColorProfile::new_srgb(), ColorProfile::new_display_p3(), ColorProfile::new_adobe_rgb()]
        {
            assert_eq!(hdr(&profile), None);
        }
    }

    #[test]
    fn the_tag_of_code_points_tells_both_kinds() {
        for (profile, expected) in [
            (ColorProfile::new_display_p3_pq(), Some((DISPLAY_P3, PQ))),
            (ColorProfile::new_bt2020_pq(), Some((BT_2020, PQ))),
            (ColorProfile::new_bt2020_hlg(), Some((BT_2020, HLG))),
        ] {
            let bytes = profile.encode().unwrap();
            assert_eq!(hdr(&ColorProfile::new_from_slice(&bytes).unwrap()), expected);
        }
    }
}
