//! Sidecars beside photos on disk: which file is one, and whose words count.

#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect, in its helper functions too")]

use std::path::PathBuf;

use pothos_media::draw::{SampleSpec, Scene, sample_jpeg};
use pothos_media::{find_sidecar, look};
use pothos_model::PhotoFacts;
use tempfile::TempDir;

fn xmp(stars: u8, attributes: &str) -> String {
    format!(
        r#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
        xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmp:Rating="{stars}" {attributes}/></rdf:RDF></x:xmpmeta>"#
    )
}

/// A folder with a photo of two stars, named `photo`, and the files given by name and content.
fn folder(photo: &str, files: &[(&str, &str)]) -> (TempDir, PathBuf) {
    let dir = TempDir::new().unwrap();
    let facts = PhotoFacts { rating: Some(2), keywords: vec!["sea".to_owned()], ..PhotoFacts::default() };
    let spec = SampleSpec { width: 64, height: 48, seed: 1, scene: Scene::Lake, quality: 80, facts };
    let path = dir.path().join(photo);
    std::fs::write(&path, sample_jpeg(&spec)).unwrap();
    for (name, content) in files {
        std::fs::write(dir.path().join(name), content).unwrap();
    }
    (dir, path)
}

#[test]
fn the_longer_name_wins_and_its_extensions_case_does_not_matter() {
    let check = |photo: &str, files: &[&str], expected: Option<&str>| {
        let files: Vec<(&str, &str)> = files.iter().map(|name| (*name, "")).collect();
        let (_dir, path) = folder(photo, &files);
        let found = find_sidecar(&path).map(|path| path.file_name().unwrap().to_str().unwrap().to_owned());
        assert_eq!(found.as_deref(), expected, "{photo} beside {files:?}");
    };
    check("IMG_1.JPG", &[], None);
    check("IMG_1.JPG", &["IMG_1.xmp"], Some("IMG_1.xmp"));
    check("IMG_1.JPG", &["IMG_1.XMP"], Some("IMG_1.XMP"));
    check("IMG_1.JPG", &["IMG_1.xmp", "IMG_1.JPG.xmp"], Some("IMG_1.JPG.xmp"));
    check("IMG_1.JPG", &["IMG_1.JPG.XMP"], Some("IMG_1.JPG.XMP"));
    check("IMG_1.JPG", &["IMG_10.xmp", "IMG_1.CR2.xmp"], None);
    check("IMG_1", &["IMG_1.xmp"], Some("IMG_1.xmp"));
}

#[test]
fn a_sidecar_beats_the_file_in_what_it_says_and_bad_xml_says_nothing() {
    let check = |files: &[(&str, &str)], stars: i8| {
        let (_dir, path) = folder("IMG_1.JPG", files);
        let facts = look(&path).unwrap().facts;
        assert_eq!(facts.rating, Some(stars), "{files:?}");
        assert_eq!(facts.keywords, ["sea"], "{files:?}");
    };
    check(&[], 2);
    check(&[("IMG_1.xmp", &xmp(5, ""))], 5);
    check(&[("IMG_1.xmp", &xmp(5, "")), ("IMG_1.JPG.xmp", &xmp(1, ""))], 1);
    check(&[("IMG_1.xmp", "not XML at all")], 2);
    check(&[("IMG_1.xmp", "")], 2);
    check(&[("IMG_1.xmp", xmp(5, "").get(..200).unwrap())], 2);
}

#[test]
fn adobes_sidecar_of_the_raw_twin_is_not_the_jpegs() {
    let check = |sidecar: &str, extension: &str, stars: i8| {
        let content = xmp(5, &format!(r#"photoshop:SidecarForExtension="{extension}""#));
        let (_dir, path) = folder("IMG_1.JPG", &[(sidecar, &content)]);
        assert_eq!(look(&path).unwrap().facts.rating, Some(stars), "{sidecar} for {extension}");
    };
    check("IMG_1.xmp", "CR3", 2);
    check("IMG_1.xmp", "jpg", 5);
    check("IMG_1.JPG.xmp", "CR3", 5);
}

#[test]
fn a_sidecar_that_is_a_folder_or_far_too_long_is_none() {
    let (dir, path) = folder("IMG_1.JPG", &[]);
    std::fs::create_dir(dir.path().join("IMG_1.xmp")).unwrap();
    assert_eq!(look(&path).unwrap().facts.rating, Some(2));
    let long = xmp(5, "") + &" ".repeat(16 << 20);
    let (_dir, path) = folder("IMG_1.JPG", &[("IMG_1.xmp", &long)]);
    assert_eq!(look(&path).unwrap().facts.rating, Some(2));
}
