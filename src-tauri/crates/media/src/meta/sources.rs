//! All that a photo's blocks and its sidecar say, before anybody decides between them.

use super::exif::Tags;
use super::iptc::Records;
use super::xmp::Properties;

/// What there is to believe.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sources<'a> {
    /// EXIF tags.
    pub tags: &'a Tags,
    /// The XMP inside the file.
    pub xmp: &'a Properties,
    /// The XMP beside the file; empty without a sidecar.
    pub sidecar: &'a Properties,
    /// IPTC records.
    pub iptc: &'a Records,
    /// PNG's texts by keyword.
    pub png: &'a [(String, String)],
}

impl<'a> Sources<'a> {
    /// What people wrote: the sidecar is newer than the XMP in the file.
    pub fn written<T>(&self, read: impl Fn(&'a Properties) -> Option<T>) -> Option<T> {
        read(self.sidecar).or_else(|| read(self.xmp))
    }

    /// What the camera measured: an editor's copy in the sidecar may be rounded.
    pub fn measured<T>(&self, read: impl Fn(&'a Properties) -> Option<T>) -> Option<T> {
        read(self.xmp).or_else(|| read(self.sidecar))
    }

    /// One of PNG's texts. The standard writes its keywords with a capital; some programs do not.
    pub fn png(&self, keyword: &str) -> Option<&'a str> {
        let known = |(known, _): &&(String, String)| known.eq_ignore_ascii_case(keyword);
        self.png.iter().find(known).map(|(_, text)| text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_a_png_is_found_however_its_keyword_is_written() {
        let texts = [("author", "Anna"), ("Author", "Bo")].map(|(k, t)| (k.to_owned(), t.to_owned()));
        let sources = Sources {
            tags: &Tags::default(),
            xmp: &Properties::default(),
            sidecar: &Properties::default(),
            iptc: &Records::default(),
            png: &texts,
        };
        assert_eq!((sources.png("Author"), sources.png("Title")), (Some("Anna"), None));
    }
}
