//! What parent and child say to each other over the pipes: one greeting, then one answer to each request. Every length
//! is bounded before anything is allocated for it, on both sides: neither believes the other. Numbers are in the
//! machine's byte order, because both are the same program on the same machine.

use std::io::{self, Read, Write};
use std::time::Duration;

use pothos_media::{Depth, OutsideAsk, OutsideColour, OutsideDecoder, OutsideFailure, OutsidePicture};
use pothos_model::FailureCode;

/// The child's first bytes: it started, and speaks this version.
pub(crate) const GREETING: [u8; 8] = *b"PothosW1";
const REQUEST: [u8; 4] = *b"PReq";
const ANSWER: [u8; 4] = *b"PAns";
/// No file that is read whole is larger (media reads at most this much).
const MAX_FILE_BYTES: u64 = 512 << 20;
/// The largest profiles of printing presses have about 3 MB.
const MAX_ICC_BYTES: u32 = 16 << 20;
const MAX_DETAIL_BYTES: u16 = 400;
/// The codes that a decoder may give.
const CODES: [FailureCode; 8] = [
    FailureCode::Truncated,
    FailureCode::Damaged,
    FailureCode::TooLarge,
    FailureCode::Unsupported,
    FailureCode::NeedsHeic,
    FailureCode::NeedsAvif,
    FailureCode::NeedsRaw,
    FailureCode::Internal,
];

/// One picture to decode.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Request<D> {
    pub decoder: OutsideDecoder,
    pub ask: OutsideAsk,
    /// The child ends itself when it takes longer.
    pub limit: Duration,
    /// The whole file.
    pub data: D,
}

pub(crate) type Answer = Result<OutsidePicture, OutsideFailure>;

/// Sends a request.
pub(crate) fn write_request(to: &mut impl Write, request: &Request<&[u8]>) -> io::Result<()> {
    let length = request.data.len() as u64;
    if length > MAX_FILE_BYTES {
        return Err(io::Error::from(io::ErrorKind::FileTooLarge));
    }
    let decoder = match request.decoder {
        OutsideDecoder::Heic => 0u8,
        OutsideDecoder::Avif => 1,
        OutsideDecoder::Raw => 2,
    };
    to.write_all(&REQUEST)?;
    to.write_all(&[decoder])?;
    // No picture has a side of 0, so that it can stand for "whole".
    to.write_all(&request.ask.side.unwrap_or(0).to_ne_bytes())?;
    to.write_all(&request.ask.pixels.to_ne_bytes())?;
    to.write_all(&request.ask.max_pixels.to_ne_bytes())?;
    to.write_all(&request.ask.max_bytes.to_ne_bytes())?;
    to.write_all(&u64::try_from(request.limit.as_millis()).unwrap_or(u64::MAX).to_ne_bytes())?;
    to.write_all(&length.to_ne_bytes())?;
    to.write_all(request.data)?;
    to.flush()
}

/// Reads the next request; `None` when the parent closed the pipe instead of sending one.
pub(crate) fn read_request(from: &mut impl Read) -> io::Result<Option<Request<Vec<u8>>>> {
    let mut first = [0; 1];
    if from.read(&mut first)? == 0 {
        return Ok(None);
    }
    let rest: [u8; 3] = array(from)?;
    if first != REQUEST[..1] || rest != REQUEST[1..] {
        return Err(nonsense("not a request"));
    }
    let decoder = match array::<1>(from)? {
        [0] => OutsideDecoder::Heic,
        [1] => OutsideDecoder::Avif,
        [2] => OutsideDecoder::Raw,
        _ => return Err(nonsense("no such decoder")),
    };
    let side = u32::from_ne_bytes(array(from)?);
    let ask = OutsideAsk {
        side: (side > 0).then_some(side),
        pixels: u64::from_ne_bytes(array(from)?),
        max_pixels: u64::from_ne_bytes(array(from)?),
        max_bytes: u64::from_ne_bytes(array(from)?),
    };
    let limit = Duration::from_millis(u64::from_ne_bytes(array(from)?));
    let length = u64::from_ne_bytes(array(from)?);
    if length > MAX_FILE_BYTES {
        return Err(nonsense("a file larger than any"));
    }
    Ok(Some(Request { decoder, ask, limit, data: bytes(from, length)? }))
}

/// Sends an answer.
pub(crate) fn write_answer(to: &mut impl Write, answer: &Answer) -> io::Result<()> {
    to.write_all(&ANSWER)?;
    match answer {
        Ok(picture) => {
            to.write_all(&[1])?;
            for edge in [picture.size.0, picture.size.1, picture.width, picture.height] {
                to.write_all(&edge.to_ne_bytes())?;
            }
            to.write_all(&[if picture.depth == Depth::Sixteen { 16 } else { 8 }])?;
            match &picture.colour {
                OutsideColour::Srgb => to.write_all(&[0])?,
                OutsideColour::Icc(profile) => match u32::try_from(profile.len()) {
                    Ok(length) if length <= MAX_ICC_BYTES => {
                        to.write_all(&[1])?;
                        to.write_all(&length.to_ne_bytes())?;
                        to.write_all(profile)?;
                    }
                    // A profile that large is none.
                    _ => to.write_all(&[0])?,
                },
                OutsideColour::Cicp { primaries, transfer } => to.write_all(&[2, *primaries, *transfer])?,
            }
            to.write_all(&picture.pixels)?;
        }
        Err(failure) => {
            let code = CODES.iter().position(|code| *code == failure.code).unwrap_or(1) as u8;
            let most = failure.detail.len().min(usize::from(MAX_DETAIL_BYTES));
            let end = (0..=most).rev().find(|at| failure.detail.is_char_boundary(*at)).unwrap_or(0);
            let detail = failure.detail.get(..end).unwrap_or_default();
            to.write_all(&[0, code])?;
            to.write_all(&(detail.len() as u16).to_ne_bytes())?;
            to.write_all(detail.as_bytes())?;
        }
    }
    to.flush()
}

/// Reads the answer to `ask`; a picture larger than was asked for is nonsense.
pub(crate) fn read_answer(from: &mut impl Read, ask: &OutsideAsk) -> io::Result<Answer> {
    if array(from)? != ANSWER {
        return Err(nonsense("not an answer"));
    }
    match array::<1>(from)? {
        [1] => picture(from, ask).map(Ok),
        [0] => failure(from).map(Err),
        _ => Err(nonsense("neither picture nor failure")),
    }
}

fn picture(from: &mut impl Read, ask: &OutsideAsk) -> io::Result<OutsidePicture> {
    let mut edge = || Ok::<u32, io::Error>(u32::from_ne_bytes(array(from)?));
    let (size, width, height) = ((edge()?, edge()?), edge()?, edge()?);
    let depth = match array::<1>(from)? {
        [8] => Depth::Eight,
        [16] => Depth::Sixteen,
        _ => return Err(nonsense("no such depth")),
    };
    let length = u64::from(width) * u64::from(height) * depth.pixel_bytes() as u64;
    let longest = width.max(height);
    if width == 0
        || height == 0
        || size.0 < width
        || size.1 < height
        || u64::from(size.0) * u64::from(size.1) > ask.max_pixels
        || length > ask.max_bytes
        || ask.side.is_some_and(|side| longest > side)
    {
        return Err(nonsense("a picture larger than was asked for"));
    }
    let colour = match array::<1>(from)? {
        [0] => OutsideColour::Srgb,
        [1] => {
            let length = u32::from_ne_bytes(array(from)?);
            if length > MAX_ICC_BYTES {
                return Err(nonsense("a profile larger than any"));
            }
            OutsideColour::Icc(bytes(from, u64::from(length))?)
        }
        [2] => {
            let [primaries, transfer] = array(from)?;
            OutsideColour::Cicp { primaries, transfer }
        }
        _ => return Err(nonsense("no such colour")),
    };
    Ok(OutsidePicture { size, width, height, depth, pixels: bytes(from, length)?, colour })
}

fn failure(from: &mut impl Read) -> io::Result<OutsideFailure> {
    let [code] = array(from)?;
    let length = u16::from_ne_bytes(array(from)?);
    let code = CODES.get(usize::from(code)).copied();
    let Some(code) = code.filter(|_| length <= MAX_DETAIL_BYTES) else {
        return Err(nonsense("no such failure"));
    };
    let detail = bytes(from, u64::from(length))?;
    let detail: String = String::from_utf8_lossy(&detail).chars().filter(|c| !c.is_control()).collect();
    Ok(OutsideFailure { code, detail })
}

fn array<const N: usize>(from: &mut impl Read) -> io::Result<[u8; N]> {
    let mut array = [0; N];
    from.read_exact(&mut array)?;
    Ok(array)
}

/// Exactly `length` bytes; memory is asked for politely, so that none of it is no crash.
fn bytes(from: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    let mut all = Vec::new();
    let wanted = usize::try_from(length).map_err(|_| io::Error::from(io::ErrorKind::OutOfMemory))?;
    all.try_reserve_exact(wanted).map_err(|_| io::Error::from(io::ErrorKind::OutOfMemory))?;
    if from.take(length).read_to_end(&mut all)? == wanted {
        Ok(all)
    } else {
        Err(io::Error::from(io::ErrorKind::UnexpectedEof))
    }
}

fn nonsense(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ASK: OutsideAsk = OutsideAsk { side: Some(4), pixels: 7, max_pixels: 100, max_bytes: 1000 };

    fn picture(colour: OutsideColour) -> OutsidePicture {
        OutsidePicture {
            size: (10, 5),
            width: 4,
            height: 2,
            depth: Depth::Eight,
            pixels: vec![7; 24],
            colour,
        }
    }

    fn there_and_back(answer: &Answer) -> io::Result<Answer> {
        let mut sent = Vec::new();
        write_answer(&mut sent, answer)?;
        read_answer(&mut sent.as_slice(), &ASK)
    }

    #[test]
    fn a_request_arrives_as_it_was_sent() {
        let limit = Duration::from_millis(1500);
        for (decoder, side) in
            [(OutsideDecoder::Heic, None), (OutsideDecoder::Avif, Some(9)), (OutsideDecoder::Raw, Some(1))]
        {
            let ask = OutsideAsk { side, ..ASK };
            let mut sent = Vec::new();
            write_request(&mut sent, &Request { decoder, ask, limit, data: b"a file" }).unwrap();
            let arrived = read_request(&mut sent.as_slice()).unwrap();
            assert_eq!(arrived, Some(Request { decoder, ask, limit, data: b"a file".to_vec() }));
        }
        assert_eq!(read_request(&mut &b""[..]).unwrap(), None, "a closed pipe is no request");
    }

    #[test]
    fn an_answer_arrives_as_it_was_sent() {
        for colour in [
            OutsideColour::Srgb,
            OutsideColour::Icc(vec![1, 2, 3]),
            OutsideColour::Cicp { primaries: 9, transfer: 16 },
        ] {
            let answer = Ok(picture(colour));
            assert_eq!(there_and_back(&answer).unwrap(), answer);
        }
        for code in CODES {
            let answer = Err(OutsideFailure::new(code, "because"));
            assert_eq!(there_and_back(&answer).unwrap(), answer);
        }
        let long = Err(OutsideFailure::new(FailureCode::Damaged, "ü".repeat(1000)));
        let cut = there_and_back(&long).unwrap().unwrap_err().detail;
        assert_eq!(cut, "ü".repeat(200), "a long reason is cut between letters");
    }

    #[test]
    fn a_picture_larger_than_was_asked_for_is_refused() {
        let check = |change: fn(&mut OutsidePicture)| {
            let mut large = picture(OutsideColour::Srgb);
            change(&mut large);
            assert!(there_and_back(&Ok(large)).is_err());
        };
        check(|p| p.width = 5);
        check(|p| p.size = (3, 1));
        check(|p| p.size = (11, 10));
        check(|p| p.height = 0);
        check(|p| p.pixels.truncate(20));
    }

    proptest! {
        #[test]
        fn any_bytes_are_an_answer_or_an_error(data in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut sent = ANSWER.to_vec();
            sent.extend(&data);
            let _ = read_answer(&mut sent.as_slice(), &ASK);
            let mut sent = REQUEST.to_vec();
            sent.extend(&data);
            let _ = read_request(&mut sent.as_slice());
        }
    }
}
