//! Which names never hold a user's photos: hidden files, companions that other systems leave behind, caches of
//! other programs. Pure; shared by the scan and the watch. Never applied to a folder the user dropped itself.

use std::ffi::OsStr;

/// Folders that systems and other photo programs keep for themselves, in lower case.
const SYSTEM_FOLDERS: &[&str] = &[
    "$recycle.bin",
    "#recycle",
    "#snapshot",
    "@eadir",
    "@recycle",
    "@tmp",
    "__macosx",
    "lost+found",
    "recycler",
    "system volume information",
];

/// Folder endings of caches: Lightroom previews and smart previews, Capture One and Final Cut caches.
const CACHE_ENDINGS: &[&str] = &[".lrdata", ".lrcat-data", ".cocache", ".fcpcache"];

/// Files that systems leave in folders, in lower case.
const SYSTEM_FILES: &[&str] = &["thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"];

/// Endings of what editors and cameras keep beside a photo: XMP, Apple's edits, RawTherapee, DxO, Capture One, ON1,
/// Nikon, Canon and Adobe's settings. A camera's `.thm` is a picture, and shown as one.
const COMPANION_ENDINGS: &[&str] = &[
    ".xmp", ".aae", ".pp3", ".dop", ".cos", ".cop", ".cot", ".arp", ".on1", ".onphoto", ".nksc", ".vrd",
    ".dr4", ".acr",
];

/// Whether a folder of this name is passed by without a word.
#[must_use]
pub fn is_ignored_folder(name: &OsStr) -> bool {
    let bytes = name.as_encoded_bytes();
    if bytes.starts_with(b".") {
        return true;
    }
    let lower = bytes.to_ascii_lowercase();
    SYSTEM_FOLDERS.iter().any(|folder| lower == folder.as_bytes())
        || CACHE_ENDINGS.iter().any(|ending| lower.ends_with(ending.as_bytes()))
}

/// Whether a file of this name is passed by without a word. `._*` are AppleDouble companions: they have a
/// picture's ending and no picture.
#[must_use]
pub fn is_ignored_file(name: &OsStr) -> bool {
    let bytes = name.as_encoded_bytes();
    if bytes.starts_with(b".") {
        return true;
    }
    let lower = bytes.to_ascii_lowercase();
    SYSTEM_FILES.iter().any(|file| lower == file.as_bytes())
}

/// Whether a file of this name belongs to a photo and is none itself. A scan passes it by without a word, unless it
/// was dropped by itself.
#[must_use]
pub fn is_companion(name: &OsStr) -> bool {
    let lower = name.as_encoded_bytes().to_ascii_lowercase();
    COMPANION_ENDINGS.iter().any(|ending| lower.ends_with(ending.as_bytes()))
}

/// Whether a file of this name is a sidecar that a photo's facts are read from.
#[must_use]
pub fn is_sidecar(name: &OsStr) -> bool {
    name.as_encoded_bytes().to_ascii_lowercase().ends_with(b".xmp")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_systems_and_caches_are_ignored_and_others_are_not() {
        for name in [
            ".git",
            "@eaDir",
            ".thumbnails",
            "$RECYCLE.BIN",
            "Catalog Previews.lrdata",
            "Lost+Found",
            "__MACOSX",
        ] {
            assert!(is_ignored_folder(OsStr::new(name)), "{name} holds no photos of the user");
        }
        for name in ["2024", "recycle", "git", "lrdata", "照片", "my.pictures", "@home"] {
            assert!(!is_ignored_folder(OsStr::new(name)), "{name} is the user's");
        }
    }

    #[test]
    fn hidden_files_and_companions_are_ignored_and_others_are_not() {
        for name in [".hidden.jpg", "._DSC_0001.JPG", "Thumbs.db", ".DS_Store", "desktop.ini"] {
            assert!(is_ignored_file(OsStr::new(name)), "{name} is no photo of the user");
        }
        for name in ["_DSC0001.jpg", "a.b.jpg", "..", "thumbs.jpg", "🌲.png"] {
            assert_eq!(is_ignored_file(OsStr::new(name)), name == "..", "{name}");
        }
    }

    #[test]
    fn what_lies_beside_a_photo_is_told_from_photos() {
        for name in ["IMG_1.xmp", "IMG_1.JPG.XMP", "IMG_1.AAE", "a.pp3", "b.NEF.dop"] {
            assert!(is_companion(OsStr::new(name)), "{name} is no photo");
        }
        for name in ["MVI_1.THM", "xmp.jpg", "a.xmp.jpg", "xmp", "IMG_1.aaeb"] {
            assert!(!is_companion(OsStr::new(name)), "{name} may be one");
        }
        assert!(is_sidecar(OsStr::new("IMG_1.Xmp")) && !is_sidecar(OsStr::new("IMG_1.AAE")));
    }
}
