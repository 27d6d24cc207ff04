//! Walks a packet's XML and gathers its properties. Entities are never expanded beyond XML's own five.

use quick_xml::NsReader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};

use super::properties::{MAX_VALUES, Properties};

/// A packet with more elements than this is an attack, not metadata.
const MAX_EVENTS: usize = 200_000;
/// Elements inside elements; honest packets use about a dozen.
const MAX_DEPTH: usize = 64;
/// A property's whole name; each entry copies it, so a long one would cost the square of its length.
const MAX_NAME_BYTES: usize = 256;
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// The namespaces we read, under their usual prefixes.
const SPACES: [(&str, &str); 21] = [
    ("http://purl.org/dc/elements/1.1/", "dc"),
    ("http://ns.adobe.com/xap/1.0/", "xmp"),
    ("http://ns.adobe.com/photoshop/1.0/", "photoshop"),
    ("http://ns.adobe.com/exif/1.0/", "exif"),
    ("http://cipa.jp/exif/1.0/", "exifEX"),
    ("http://ns.adobe.com/exif/1.0/aux/", "aux"),
    ("http://ns.adobe.com/tiff/1.0/", "tiff"),
    ("http://ns.adobe.com/lightroom/1.0/", "lr"),
    ("http://www.digikam.org/ns/1.0/", "digiKam"),
    ("http://ns.microsoft.com/photo/1.0/", "MicrosoftPhoto"),
    // Windows itself forgets the last slash.
    ("http://ns.microsoft.com/photo/1.0", "MicrosoftPhoto"),
    ("http://ns.microsoft.com/photo/1.2/", "MicrosoftPhoto"),
    ("http://ns.microsoft.com/photo/1.2/t/RegionInfo#", "MPRI"),
    ("http://ns.microsoft.com/photo/1.2/t/Region#", "MPReg"),
    ("http://www.metadataworkinggroup.com/schemas/regions/", "mwg-rs"),
    ("http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "Iptc4xmpExt"),
    ("http://ns.acdsee.com/regions/", "acdsee-rs"),
    ("http://ns.google.com/photos/1.0/panorama/", "GPano"),
    ("http://ns.google.com/photos/1.0/camera/", "GCamera"),
    ("http://ns.iview-multimedia.com/mediapro/1.0/", "mediapro"),
    ("http://darktable.sf.net/", "darktable"),
];

/// Where the reader stands.
#[derive(Debug)]
enum Frame {
    /// Outside any description, or inside something unknown.
    Elsewhere,
    /// Inside `rdf:Description` of the packet.
    Description,
    /// Inside a property's element.
    Property(String),
    /// Inside `rdf:Bag`, `rdf:Seq` or `rdf:Alt` of a property; how many entries it had so far.
    Array(String, usize),
    /// Inside `rdf:li`: the property, which entry it is, its language.
    Entry(String, usize, Option<String>),
    /// Inside a structure's field.
    Field(String),
}

/// Adds what `xml` says to `properties`; stops at the damage.
pub(super) fn walk(xml: &str, properties: &mut Properties) {
    let mut reader = NsReader::from_str(xml);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.expand_empty_elements = true;
    let mut stack: Vec<Frame> = Vec::new();
    let mut text = String::new();
    for _ in 0..MAX_EVENTS {
        let Ok(event) = reader.read_event() else { return };
        match event {
            Event::Start(start) => {
                text.clear();
                if stack.len() >= MAX_DEPTH {
                    return;
                }
                let frame = enter(&reader, stack.last_mut(), &start, properties);
                stack.push(frame);
            }
            Event::End(_) => {
                match stack.pop() {
                    Some(Frame::Property(name) | Frame::Field(name)) => properties.add(&name, None, &text),
                    Some(Frame::Entry(name, _, lang)) => properties.add(&name, lang, &text),
                    Some(Frame::Elsewhere | Frame::Description | Frame::Array(..)) | None => {}
                }
                text.clear();
            }
            Event::Text(part) => text.push_str(&part.xml10_content()),
            Event::CData(part) => text.push_str(&part.xml10_content()),
            Event::GeneralRef(reference) => text.extend(character(&reference)),
            Event::Eof => return,
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

fn enter(
    reader: &NsReader<&[u8]>,
    parent: Option<&mut Frame>,
    start: &BytesStart<'_>,
    out: &mut Properties,
) -> Frame {
    let (space, local) = reader.resolver().resolve_element(start.name());
    let rdf = is_rdf(&space);
    let local = local.into_inner();
    match parent {
        None | Some(Frame::Elsewhere) if rdf && local == "Description" => {
            attributes(reader, start, None, out);
            Frame::Description
        }
        None | Some(Frame::Elsewhere) => Frame::Elsewhere,
        Some(Frame::Description) => match qualified(&space, local) {
            Some(name) => {
                attributes(reader, start, Some(&name), out);
                Frame::Property(name)
            }
            None => Frame::Property(String::new()),
        },
        Some(Frame::Property(name) | Frame::Field(name)) if rdf => match local {
            "Bag" | "Seq" | "Alt" => Frame::Array(name.clone(), 0),
            "Description" => {
                attributes(reader, start, Some(name), out);
                Frame::Property(name.clone())
            }
            _ => Frame::Field(String::new()),
        },
        Some(Frame::Array(name, had)) if rdf && local == "li" => {
            let at = *had;
            *had += 1;
            out.count(name, *had);
            if at < MAX_VALUES {
                attributes(reader, start, Some(&format!("{name}[{at}]")), out);
            }
            Frame::Entry(name.clone(), at, language(start))
        }
        Some(Frame::Entry(name, at, _)) if rdf && local == "Description" && *at < MAX_VALUES => {
            let owner = format!("{name}[{at}]");
            attributes(reader, start, Some(&owner), out);
            Frame::Property(owner)
        }
        Some(Frame::Entry(name, at, _))
            if !rdf && *at < MAX_VALUES && name.len() + local.len() < MAX_NAME_BYTES =>
        {
            Frame::Field(format!("{name}[{at}]/{local}"))
        }
        Some(Frame::Property(name)) if name.len() + local.len() < MAX_NAME_BYTES => {
            Frame::Field(format!("{name}/{local}"))
        }
        Some(Frame::Property(_)) => Frame::Field(String::new()),
        Some(Frame::Field(_) | Frame::Array(..) | Frame::Entry(..)) => Frame::Field(String::new()),
    }
}

/// Attributes as properties, or as the fields of `owner`.
fn attributes(reader: &NsReader<&[u8]>, start: &BytesStart<'_>, owner: Option<&str>, out: &mut Properties) {
    for attribute in start.attributes().with_checks(false).flatten() {
        let (space, local) = reader.resolver().resolve_attribute(attribute.key);
        let Some(name) = qualified(&space, local.into_inner()) else { continue };
        let Ok(value) = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0) else { continue };
        match owner {
            Some(owner) => out.add(&format!("{owner}/{}", local.into_inner()), None, &value),
            None => out.add(&name, None, &value),
        }
    }
}

fn language(start: &BytesStart<'_>) -> Option<String> {
    let attribute = start.attributes().with_checks(false).flatten().find(|a| a.key.0 == "xml:lang")?;
    Some(attribute.value.to_ascii_lowercase())
}

fn qualified(space: &ResolveResult<'_>, local: &str) -> Option<String> {
    let ResolveResult::Bound(Namespace(uri)) = space else { return None };
    if local.len() > MAX_NAME_BYTES {
        return None;
    }
    let (_, prefix) = SPACES.iter().find(|(known, _)| known == uri)?;
    Some(format!("{prefix}:{local}"))
}

fn is_rdf(space: &ResolveResult<'_>) -> bool {
    matches!(space, ResolveResult::Bound(Namespace(uri)) if *uri == RDF)
}

fn character(reference: &BytesRef<'_>) -> Option<char> {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return Some(c);
    }
    match reference.xml10_content().as_ref() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}
