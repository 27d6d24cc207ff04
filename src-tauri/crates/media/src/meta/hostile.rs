//! Every container gives its metadata, and none of them a panic or an endless walk when it is damaged.

use pothos_model::{Format, PhotoFacts};
use proptest::prelude::*;

use super::made::{Made, all, facts};
use super::{describe, describe_with_sidecar, sidecar_facts};

fn read(made: &Made, bytes: &[u8]) -> PhotoFacts {
    describe(made.format, bytes).facts
}

#[test]
fn every_container_gives_its_metadata() {
    let expected = facts();
    for made in all() {
        let found = read(&made, &made.bytes);
        if made.holds_exif {
            assert_eq!(found.camera, expected.camera, "{}", made.name);
            assert_eq!(found.taken, expected.taken, "{}", made.name);
            assert_eq!(found.orientation, expected.orientation, "{}", made.name);
            let gps = found.gps.map(|gps| (gps.latitude, gps.longitude, gps.altitude_m));
            assert_eq!(gps, Some((59.5, -10.25, Some(-3.0))), "{}", made.name);
        }
        if made.holds_xmp {
            assert_eq!(found.title, expected.title, "{}", made.name);
            assert_eq!(found.keywords, expected.keywords, "{}", made.name);
            assert_eq!(found.people, expected.people, "{}", made.name);
        }
        assert_eq!(found.rating, expected.rating, "{}", made.name);
    }
}

/// TIFF Technical Note 1 has a type for pointers; some drones and editors use it in EXIF, others a signed number.
#[test]
fn pointers_to_directories_are_followed_whatever_integer_they_are() {
    for made in all().into_iter().filter(|made| made.holds_exif) {
        let expected = read(&made, &made.bytes);
        for kind in [9, 13] {
            let mut bytes = made.bytes.clone();
            let mut changed = 0;
            for at in 0..bytes.len() - 8 {
                if let [0x69 | 0x25, 0x87 | 0x88, 4, 0, 1, 0, 0, 0] = bytes[at..at + 8] {
                    bytes[at + 2] = kind;
                    changed += 1;
                }
            }
            assert!(changed >= 2, "{}: {changed} pointers", made.name);
            assert_eq!(read(&made, &bytes), expected, "{} with type {kind}", made.name);
        }
    }
}

#[test]
fn a_container_that_is_cut_anywhere_gives_fewer_facts_and_no_panic() {
    for made in all() {
        for length in (0..made.bytes.len()).step_by(10) {
            let cut = made.bytes.get(..length).unwrap_or_default();
            read(&made, cut);
            // A file that lies about what it is.
            for format in Format::ALL {
                if length % 500 == 0 {
                    describe(format, cut);
                }
            }
        }
    }
}

#[test]
fn counts_and_sizes_are_bounded() {
    let keywords: String = (0..5000).map(|n| format!("<rdf:li>word {n}</rdf:li>")).collect();
    let packet = |body: &str| {
        format!(
            r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
               xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/">{body}"#
        )
    };
    let many = packet(&format!("<dc:subject><rdf:Bag>{keywords}</rdf:Bag></dc:subject>"));
    assert_eq!(sidecar_facts(many.as_bytes()).keywords.len(), 500);
    let long = "x".repeat(1001);
    let long = packet(&format!("<dc:subject><rdf:Bag><rdf:li>{long}</rdf:li></rdf:Bag></dc:subject>"));
    assert_eq!(sidecar_facts(long.as_bytes()), PhotoFacts::default());
    let deep = packet(&"<exif:Flash>".repeat(100_000));
    assert_eq!(sidecar_facts(deep.as_bytes()), PhotoFacts::default());
    let name = "n".repeat(1 << 20);
    let named = packet(&format!("<exif:{name}>{}</exif:{name}>", "<rdf:Bag>".repeat(20)));
    assert_eq!(sidecar_facts(named.as_bytes()), PhotoFacts::default());
}

#[test]
fn bad_xml_beside_a_photo_takes_nothing_away() {
    let jpeg = all().into_iter().next().unwrap();
    for bad in ["", "not XML", "<x:xmpmeta", "\0\0\0\0", "<rdf:RDF xmlns:rdf='x'><rdf:Description"] {
        let found = describe_with_sidecar(jpeg.format, &jpeg.bytes, Some(bad.as_bytes())).facts;
        assert_eq!(found, read(&jpeg, &jpeg.bytes), "{bad:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn flipped_bytes_never_panic(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let made = all().swap_remove(which.index(all().len()));
        let mut bytes = made.bytes.clone();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            if let Some(byte) = bytes.get_mut(at) {
                *byte = value;
            }
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        read(&made, &bytes);
    }

    #[test]
    fn a_length_made_absurd_never_panics(
        which in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        value in prop::sample::select(vec![0u32, 1, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFF0, u32::MAX]),
    ) {
        let made = all().swap_remove(which.index(all().len()));
        let mut bytes = made.bytes.clone();
        let at = at.index(bytes.len().saturating_sub(4));
        if let Some(place) = bytes.get_mut(at..at + 4) {
            place.copy_from_slice(&value.to_be_bytes());
        }
        read(&made, &bytes);
    }

    #[test]
    fn any_sidecar_gives_facts(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = sidecar_facts(&bytes);
    }
}
