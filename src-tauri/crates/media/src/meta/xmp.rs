//! XMP packets (ISO 16684-1) as flat properties: attribute and element forms, bags, sequences and
//! alternatives, structures, and lists of structures (`Regions/RegionList[0]/Name`). Entities are never expanded beyond XML's own five.

use std::collections::HashMap;

use quick_xml::NsReader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};

/// A packet with more elements than this is an attack, not metadata.
const MAX_EVENTS: usize = 200_000;
/// One property keeps at most this many values.
const MAX_VALUES: usize = 1000;
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// The namespaces we read, under their usual prefixes.
const SPACES: [(&str, &str); 17] = [
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
];

#[derive(Debug, Clone, PartialEq, Eq)]
struct Item {
    lang: Option<String>,
    text: String,
}

/// Properties by name (`dc:subject`, `exif:Flash/Fired`, `mwg-rs:Regions/RegionList[2]/Name`).
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Properties {
    values: HashMap<String, Vec<Item>>,
    /// How many entries each list had.
    entries: HashMap<String, usize>,
}

impl Properties {
    /// The first value.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name)?.first().map(|item| item.text.as_str())
    }

    /// Of values in many languages the default one, else the first.
    pub fn localized(&self, name: &str) -> Option<&str> {
        let items = self.values.get(name)?;
        let default = items.iter().find(|item| item.lang.as_deref() == Some("x-default"));
        default.or(items.first()).map(|item| item.text.as_str())
    }

    /// Every value, in order.
    pub fn list(&self, name: &str) -> impl Iterator<Item = &str> {
        self.values.get(name).into_iter().flatten().map(|item| item.text.as_str())
    }

    /// Whether a list of structures has that entry.
    pub fn has_entry(&self, list: &str, at: usize) -> bool {
        self.entries.get(list).is_some_and(|count| at < *count)
    }

    /// The first value as a number: `28`, `28/10`, `2.8`.
    pub fn number(&self, name: &str) -> Option<f64> {
        number(self.text(name)?)
    }

    fn add(&mut self, name: &str, lang: Option<String>, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let items = self.values.entry(name.to_owned()).or_default();
        if items.len() < MAX_VALUES {
            items.push(Item { lang, text: text.to_owned() });
        }
    }
}

/// A finite number, plain or as a fraction.
pub(super) fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let number = match text.split_once('/') {
        Some((above, below)) => above.trim().parse::<f64>().ok()? / below.trim().parse::<f64>().ok()?,
        None => text.trim_start_matches('+').parse().ok()?,
    };
    number.is_finite().then_some(number)
}

/// Reads packets into one set of properties; a damaged packet gives what stood before the damage.
pub(super) fn read<'a>(packets: impl Iterator<Item = &'a [u8]>) -> Properties {
    let mut properties = Properties::default();
    for packet in packets {
        // An earlier packet wins: the first one is the main one.
        let mut fresh = Properties::default();
        walk(&text_of(packet), &mut fresh);
        for (name, items) in fresh.values {
            properties.values.entry(name).or_insert(items);
        }
        for (name, count) in fresh.entries {
            properties.entries.entry(name).or_insert(count);
        }
    }
    properties
}

fn text_of(packet: &[u8]) -> String {
    fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    }
    match packet {
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [b'<', 0, ..] => utf16(packet, u16::from_le_bytes),
        [0, b'<', ..] => utf16(packet, u16::from_be_bytes),
        _ => crate::text::decode(packet).trim_end_matches('\0').to_owned(),
    }
}

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

fn walk(xml: &str, properties: &mut Properties) {
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
            out.entries.insert(name.clone(), *had);
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
        Some(Frame::Entry(name, at, _)) if !rdf && *at < MAX_VALUES => {
            Frame::Field(format!("{name}[{at}]/{local}"))
        }
        Some(Frame::Property(name)) => Frame::Field(format!("{name}/{local}")),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(body: &str) -> Properties {
        let xml = format!(
            r#"<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
            <rdf:RDF xmlns:rdf="{RDF}"><rdf:Description rdf:about=""
              xmlns:d="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
              xmlns:exif="http://ns.adobe.com/exif/1.0/" {body}</rdf:Description></rdf:RDF></x:xmpmeta>"#
        );
        read([xml.as_bytes()].into_iter())
    }

    #[test]
    fn attributes_and_elements_mean_the_same_whatever_the_prefix() {
        assert_eq!(packet(r#"xmp:Rating="4">"#).text("xmp:Rating"), Some("4"));
        assert_eq!(packet("><xmp:Rating>4</xmp:Rating>").text("xmp:Rating"), Some("4"));
        let bag =
            "><d:subject><rdf:Bag><rdf:li>sea &amp; sky</rdf:li><rdf:li>風景</rdf:li></rdf:Bag></d:subject>";
        assert_eq!(packet(bag).list("dc:subject").collect::<Vec<_>>(), ["sea & sky", "風景"]);
    }

    #[test]
    fn the_default_language_wins() {
        let title = r#"><d:title><rdf:Alt><rdf:li xml:lang="nb">Fjorden</rdf:li>
            <rdf:li xml:lang="x-default">The fjord</rdf:li></rdf:Alt></d:title>"#;
        assert_eq!(packet(title).localized("dc:title"), Some("The fjord"));
    }

    #[test]
    fn a_structure_gives_its_fields_in_all_three_forms() {
        for flash in [
            r#"><exif:Flash exif:Fired="True"/>"#,
            r#"><exif:Flash rdf:parseType="Resource"><exif:Fired>True</exif:Fired></exif:Flash>"#,
            r#"><exif:Flash><rdf:Description exif:Fired="True"/></exif:Flash>"#,
            r#"><exif:Flash><rdf:Description><exif:Fired>True</exif:Fired></rdf:Description></exif:Flash>"#,
        ] {
            assert_eq!(packet(flash).text("exif:Flash/Fired"), Some("True"), "{flash}");
        }
    }

    #[test]
    fn a_list_of_structures_gives_each_ones_fields_in_all_forms() {
        let regions = |li: &str| {
            packet(&format!(
                r#" xmlns:r="http://www.metadataworkinggroup.com/schemas/regions/">
                <r:Regions rdf:parseType="Resource"><r:RegionList><rdf:Bag>
                <rdf:li rdf:parseType="Resource"><r:Type>Focus</r:Type></rdf:li>{li}
                </rdf:Bag></r:RegionList></r:Regions>"#
            ))
        };
        for li in [
            r#"<rdf:li r:Name="Anna" r:Type="Face"/>"#,
            r#"<rdf:li><rdf:Description r:Name="Anna" r:Type="Face"><r:Area/></rdf:Description></rdf:li>"#,
            r#"<rdf:li rdf:parseType="Resource"><r:Area r:x="1"/><r:Name>Anna</r:Name><r:Type>Face</r:Type></rdf:li>"#,
            r#"<rdf:li><rdf:Description><r:Name>Anna</r:Name><r:Type>Face</r:Type></rdf:Description></rdf:li>"#,
        ] {
            let read = regions(li);
            assert_eq!(read.text("mwg-rs:Regions/RegionList[1]/Name"), Some("Anna"), "{li}");
            assert_eq!(read.text("mwg-rs:Regions/RegionList[1]/Type"), Some("Face"), "{li}");
            assert_eq!(read.text("mwg-rs:Regions/RegionList[0]/Type"), Some("Focus"), "{li}");
        }
    }

    #[test]
    fn an_entity_bomb_expands_to_nothing() {
        let bomb = br#"<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>"#;
        assert_eq!(read([&bomb[..]].into_iter()), Properties::default());
    }
}
