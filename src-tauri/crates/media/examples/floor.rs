//! The floor under every thumbnailer: each file read, and its JPEG decoded at an eighth by libjpeg-turbo, which still
//! costs all of the entropy decoding. Nothing is made of the pixels.
//!
//! `floor FILES…`

use std::error::Error;

use turbojpeg::{Decompressor, Image, PixelFormat, ScalingFactor};

fn main() -> Result<(), Box<dyn Error>> {
    let mut decoder = Decompressor::new()?;
    decoder.set_scaling_factor(ScalingFactor::ONE_EIGHTH)?;
    let mut seen = 0_u64;
    for path in std::env::args_os().skip(1) {
        let jpeg = std::fs::read(path)?;
        let small = decoder.read_header(&jpeg)?.scaled(ScalingFactor::ONE_EIGHTH);
        let pitch = small.width * 3;
        let mut image = Image {
            pixels: vec![0_u8; pitch * small.height],
            width: small.width,
            pitch,
            height: small.height,
            format: PixelFormat::RGB,
        };
        decoder.decompress(&jpeg, image.as_deref_mut())?;
        seen += u64::from(image.pixels.first().copied().unwrap_or_default());
    }
    // Printed, so that nothing is left out as unused.
    println!("{seen}");
    Ok(())
}
