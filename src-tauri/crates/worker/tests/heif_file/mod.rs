//! HEIC and AVIF files written in code around one coded picture: four colours, red and green above blue and white, each
//! a quarter of 64 x 32 pixels.

/// The quarters of the picture as it is coded: top left, top right, bottom left, bottom right.
#[allow(dead_code, reason = "only one of the tests that share this module looks at colours")]
pub const RED_GREEN_BLUE_WHITE: [[u8; 3]; 4] = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]];

/// How the picture is coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    Av1,
    /// Coded as 64 x 64 pixels, of which a clean aperture keeps the upper half.
    Hevc,
}

const AV1_CONFIGURATION: &str = "81000c00";
const AV1: &str = "\
    12000a0918153ffb0408081a10323216400618618400e942f399e0a1962399a4a09c30a00eb94aef194436d20439c583061d\
    9219e8f8165b6e3ff2080b469346c0";
const HEVC_CONFIGURATION: &str = "\
    0103700000000000000000001ef000fcfdf8f800000f03200001001840010c01ffff03700000030090000003000003001eba\
    0240210001002a42010103700000030090000003000003001ea020810596eae4a6b9b8101030200000030020000003002122\
    000100064401c173c089";
const HEVC: &str = "\
    000000f52801af09e02139341ffff23bbffff2b0765fbc47aa148a3ffbc668aff0f3b8ffd92d5cecc51588fba545389c3ded\
    51d56821811f73b54ac54c167b540d0ecac2929bef7ab70ff15c0fff9c9477fb1d05ffca310dc236a7ff81ba9d3e026b17cf\
    d577dbffc0de8d1274b7e5cfbaf2dbed7f29eecb86cbfb5668de2b03e215563e37d1ac640cef5d2ca4e30e6fac68368e7f98\
    86a4093054a6826e59ad960774b438c00d0e74e28bfbd0f4a9db44aadcdd5a2e7afeedca0185cb007238bdaa4738706c1c3c\
    f92ffe70f5bd01c8c0a7823386f626db36b488518bb46cc5d289dbb27da7d9da0ffab4680d6f8b774722b972efecacb3ce";

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<char> = hex.chars().collect();
    let byte = |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16);
    digits.chunks(2).map(|pair| byte(pair).expect("hexadecimal digits")).collect()
}

/// A box of ISO/IEC 14496-12.
pub fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 8).expect("a small box");
    [&length.to_be_bytes()[..], kind, body].concat()
}

fn numbers(values: &[u32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_be_bytes()).collect()
}

/// A file with one picture, which the container says to turn as `turning` (boxes `irot` and `imir`) says, and whose
/// size it names as `size`, or truly.
pub fn file(coding: Coding, turning: &[Vec<u8>], exif_orientation: u16, size: Option<(u32, u32)>) -> Vec<u8> {
    let (brand, kind, coded) = match coding {
        Coding::Av1 => (b"avif", b"av01", bytes(AV1)),
        Coding::Hevc => (b"heic", b"hvc1", bytes(HEVC)),
    };
    let ispe = |(width, height): (u32, u32)| boxed(b"ispe", &numbers(&[0, width, height]));
    let mut properties = match coding {
        Coding::Av1 => vec![boxed(b"av1C", &bytes(AV1_CONFIGURATION)), ispe(size.unwrap_or((64, 32)))],
        Coding::Hevc => {
            // Sixteen rows above the middle: the upper half.
            let aperture = numbers(&[64, 1, 32, 1, 0, 1, -16i32 as u32, 1]);
            vec![
                boxed(b"hvcC", &bytes(HEVC_CONFIGURATION)),
                ispe(size.unwrap_or((64, 64))),
                boxed(b"clap", &aperture),
            ]
        }
    };
    properties.extend(turning.iter().cloned());
    let indices: Vec<u8> = (1..=properties.len() as u8).map(|index| index | 0x80).collect();
    let ipma = [&[0, 0, 0, 0, 0, 0, 0, 1, 0, 1, indices.len() as u8][..], &indices].concat();
    let iprp = [boxed(b"ipco", &properties.concat()), boxed(b"ipma", &ipma)].concat();
    // TIFF with one tag, Orientation, behind the four bytes that an Exif item begins with.
    let mut exif = b"\0\0\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".to_vec();
    exif.extend(exif_orientation.to_be_bytes());
    exif.extend([0; 6]);
    let item =
        |id: u8, kind: &[u8; 4]| boxed(b"infe", &[&[2, 0, 0, 0, 0, id, 0, 0][..], kind, b"\0"].concat());
    let iinf = [&[0, 0, 0, 0, 0, 2][..], &item(1, kind), &item(2, b"Exif")].concat();
    let iref = [&[0; 4][..], &boxed(b"cdsc", &[0, 2, 0, 1, 0, 1])].concat();
    let hdlr = [&[0; 8][..], b"pict", &[0; 13]].concat();
    let meta_of = |at: u32| {
        let extent = |id: u8, at: u32, length: usize| {
            [&[0, id, 0, 0, 0, 1][..], &numbers(&[at, length as u32])].concat()
        };
        let iloc = [
            &[0, 0, 0, 0, 0x44, 0, 0, 2][..],
            &extent(1, at, coded.len()),
            &extent(2, at + coded.len() as u32, exif.len()),
        ];
        let parts = [
            vec![0; 4],
            boxed(b"hdlr", &hdlr),
            boxed(b"pitm", &[0, 0, 0, 0, 0, 1]),
            boxed(b"iloc", &iloc.concat()),
            boxed(b"iinf", &iinf),
            boxed(b"iref", &iref),
            boxed(b"iprp", &iprp),
        ];
        boxed(b"meta", &parts.concat())
    };
    let ftyp = boxed(b"ftyp", &[&brand[..], &[0; 4], brand, b"mif1"].concat());
    let at = (ftyp.len() + meta_of(0).len() + 8) as u32;
    [ftyp, meta_of(at), boxed(b"mdat", &[&coded[..], &exif].concat())].concat()
}
