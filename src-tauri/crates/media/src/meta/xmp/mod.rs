//! XMP packets (ISO 16684-1) as flat properties: attribute and element forms, bags, sequences and
//! alternatives, structures, and lists of structures (`Regions/RegionList[0]/Name`).

mod properties;
mod walk;

pub(super) use properties::{Properties, number};

/// Packets read of one file, and the bytes of one packet; editors write one of some kilobytes.
const MAX_PACKETS: usize = 8;
const MAX_PACKET_BYTES: usize = 16 << 20;

/// Reads packets into one set of properties; a damaged packet gives what stood before the damage.
pub(super) fn read<'a>(packets: impl Iterator<Item = &'a [u8]>) -> Properties {
    let mut properties = Properties::default();
    for packet in packets.filter(|packet| packet.len() <= MAX_PACKET_BYTES).take(MAX_PACKETS) {
        // An earlier packet wins: the first one is the main one.
        let mut fresh = Properties::default();
        walk::walk(&text_of(packet), &mut fresh);
        properties.fill(fresh);
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

#[cfg(test)]
mod tests {
    use super::*;

    const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

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
