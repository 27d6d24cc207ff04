//! Into sRGB: embedded ICC profiles are honoured, CMYK becomes RGB, sixteen bits become eight. Works on the
//! small preview, never on the full picture. A profile that cannot be read is treated as sRGB, as browsers do.

use moxcms::{ColorProfile, DataColorSpace, Layout, RenderingIntent, TransformOptions};

use crate::cicp::from_cicp;
use crate::hdr_profile::hdr;
use crate::raster::{Channels, Raster};

/// A difference that nobody sees, in 8-bit steps: a profile that moves no probe colour further is sRGB by
/// another name, and the pixels are left alone.
const INVISIBLE: u8 = 2;

/// A profile whose colours differ visibly from sRGB's, made ready for 8-bit RGB.
pub(crate) enum Profile {
    /// For three colours.
    Rgb(Transform),
    /// For one; the three channels are the same.
    Grey(Transform),
    /// For high dynamic range: primaries and transfer (ITU-T H.273).
    Hdr(u8, u8),
}

impl Profile {
    /// The profile, unless it is sRGB by another name, is for other colours than RGB or grey, or cannot be read.
    pub fn beside_srgb(icc: &[u8]) -> Option<Self> {
        let profile = ColorProfile::new_from_slice(icc).ok()?;
        match profile.color_space {
            DataColorSpace::Rgb => {
                if let Some((primaries, transfer)) = hdr(&profile) {
                    return Some(Self::Hdr(primaries, transfer));
                }
                let transform = eight_bit(&profile, Layout::Rgb)?;
                (!is_srgb(transform.as_ref())).then_some(Self::Rgb(transform))
            }
            DataColorSpace::Gray => eight_bit(&profile, Layout::Gray).map(Self::Grey),
            _ => None,
        }
    }

    /// 8-bit RGB in this profile as sRGB.
    pub fn to_srgb(&self, rgb: Raster) -> Raster {
        let mut pixels = vec![0; rgb.pixels.len()];
        let done = match self {
            Self::Rgb(transform) => transform.transform(&rgb.pixels, &mut pixels),
            Self::Grey(transform) => {
                let grey: Vec<u8> = rgb.pixels.chunks_exact(3).map(|p| p[0]).collect();
                transform.transform(&grey, &mut pixels)
            }
            Self::Hdr(primaries, transfer) => return from_cicp(rgb, *primaries, *transfer).0,
        };
        match done {
            Ok(()) => Raster { pixels, ..rgb },
            Err(_) => rgb,
        }
    }
}

/// The raster as 8-bit sRGB.
pub(crate) fn to_srgb(raster: Raster, icc: Option<&[u8]>) -> Raster {
    if raster.channels == Channels::Rgb {
        return match icc.and_then(Profile::beside_srgb) {
            Some(profile) => profile.to_srgb(raster),
            None => raster,
        };
    }
    let profile = icc.and_then(|bytes| ColorProfile::new_from_slice(bytes).ok());
    if raster.channels == Channels::Rgb16
        && let Some((primaries, transfer)) = profile.as_ref().and_then(hdr)
    {
        return from_cicp(raster, primaries, transfer).0;
    }
    let converted = profile.as_ref().and_then(|profile| convert(&raster, profile));
    converted.unwrap_or_else(|| plain(raster))
}

fn convert(raster: &Raster, profile: &ColorProfile) -> Option<Raster> {
    let pixels = match (profile.color_space, raster.channels) {
        (DataColorSpace::Cmyk, Channels::Cmyk) => {
            let mut out = vec![0; raster.pixels.len() / 4 * 3];
            // moxcms reads four inks through its four-channel layout.
            eight_bit(profile, Layout::Rgba)?.transform(&raster.pixels, &mut out).ok()?;
            out
        }
        (DataColorSpace::Rgb, Channels::Rgb16) => {
            let source: Vec<u16> = values_16(&raster.pixels).collect();
            let mut out = vec![0u16; source.len()];
            profile
                .create_transform_16bit(Layout::Rgb, &ColorProfile::new_srgb(), Layout::Rgb, options())
                .ok()?
                .transform(&source, &mut out)
                .ok()?;
            out.into_iter().map(to_8).collect()
        }
        _ => return None,
    };
    Some(Raster::rgb(raster.width, raster.height, pixels))
}

type Transform = std::sync::Arc<moxcms::Transform8BitExecutor>;

fn eight_bit(profile: &ColorProfile, layout: Layout) -> Option<Transform> {
    profile.create_transform_8bit(layout, &ColorProfile::new_srgb(), Layout::Rgb, options()).ok()
}

fn options() -> TransformOptions {
    TransformOptions {
        rendering_intent: RenderingIntent::RelativeColorimetric,
        ..TransformOptions::default()
    }
}

/// Whether the transform moves none of a grid of probe colours visibly.
fn is_srgb(transform: &moxcms::Transform8BitExecutor) -> bool {
    const STEPS: [u8; 5] = [0, 64, 128, 192, 255];
    let mut probes = Vec::with_capacity(375);
    for r in STEPS {
        for g in STEPS {
            for b in STEPS {
                probes.extend([r, g, b]);
            }
        }
    }
    let mut out = vec![0; probes.len()];
    let moved = transform.transform(&probes, &mut out).is_ok();
    moved && probes.iter().zip(&out).all(|(before, after)| before.abs_diff(*after) <= INVISIBLE)
}

/// Without a profile: what the numbers mean when nobody says otherwise.
fn plain(raster: Raster) -> Raster {
    let (width, height) = (raster.width, raster.height);
    match raster.channels {
        Channels::Rgb => raster,
        Channels::Rgb16 => Raster::rgb(width, height, values_16(&raster.pixels).map(to_8).collect()),
        // Without a press profile: paper minus ink, as viewers without colour management do.
        Channels::Cmyk => Raster::rgb(
            width,
            height,
            raster
                .pixels
                .chunks_exact(4)
                .flat_map(|p| {
                    let paper = u16::from(255 - p[3]);
                    [p[0], p[1], p[2]].map(|ink| (u16::from(255 - ink) * paper / 255) as u8)
                })
                .collect(),
        ),
    }
}

fn values_16(pixels: &[u8]) -> impl Iterator<Item = u16> {
    pixels.chunks_exact(2).map(|pair| u16::from_ne_bytes([pair[0], pair[1]]))
}

fn to_8(value: u16) -> u8 {
    ((u32::from(value) * 255 + 32_767) / 65_535) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pixel(profile: &ColorProfile, rgb: [u8; 3]) -> Vec<u8> {
        to_srgb(Raster::rgb(1, 1, rgb.to_vec()), Some(&profile.encode().unwrap())).pixels
    }

    #[test]
    fn adobe_rgb_is_converted_and_srgb_left_alone() {
        let adobe = pixel(&ColorProfile::new_adobe_rgb(), [100, 180, 100]);
        assert!(adobe[0] < 90 && adobe[1] >= 180, "a wide green gains saturation in sRGB: {adobe:?}");
        assert_eq!(pixel(&ColorProfile::new_srgb(), [1, 180, 100]), [1, 180, 100]);
    }

    #[test]
    fn a_grey_profile_is_honoured() {
        let grey = pixel(&ColorProfile::new_gray_with_gamma(1.0), [100, 100, 100]);
        assert!(
            grey[0] > 150 && grey.iter().all(|value| *value == grey[0]),
            "linear light is brighter: {grey:?}"
        );
    }

    #[test]
    fn a_profile_of_high_dynamic_range_is_dimmed_to_the_page() {
        // 203 cd/m² are white on a page (ITU-R BT.2408): 58 per cent of the signal.
        let icc = ColorProfile::new_display_p3_pq().encode().unwrap();
        let eight = to_srgb(Raster::rgb(1, 1, vec![148; 3]), Some(&icc));
        let pixels = (148_u16 * 257).to_ne_bytes().repeat(3);
        let sixteen = to_srgb(Raster { width: 1, height: 1, channels: Channels::Rgb16, pixels }, Some(&icc));
        for pixels in [eight.pixels, sixteen.pixels] {
            assert!(pixels.iter().all(|value| *value > 225), "white is white: {pixels:?}");
        }
    }

    #[test]
    fn a_damaged_profile_costs_nothing() {
        let raster = to_srgb(Raster::rgb(1, 1, vec![1, 2, 3]), Some(b"not a profile"));
        assert_eq!(raster.pixels, [1, 2, 3]);
    }

    #[test]
    fn cmyk_without_a_profile_is_paper_minus_ink() {
        let inks = vec![0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 255];
        let raster = Raster { width: 3, height: 1, channels: Channels::Cmyk, pixels: inks };
        assert_eq!(to_srgb(raster, None).pixels, [255, 255, 255, 0, 255, 255, 0, 0, 0]);
    }
}
