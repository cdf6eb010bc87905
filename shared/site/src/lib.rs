//! The files of the site: style, fonts, scripts and ornaments, in the binary of whoever hands them out.

/// A file of the site.
#[derive(Debug)]
pub struct Asset {
    /// Its name, which is the end of its address.
    pub name: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: &'static [u8],
}

/// Names the look of this build: a hash over all files, so that a browser may keep them for ever.
pub const HASH: &str = env!("ASSETS_HASH");

const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";
const SVG: &str = "image/svg+xml";
const FONT: &str = "font/woff2";

/// The media types of all files, without their parameters.
pub const MEDIA_TYPES: &[&str] = &["text/javascript", "text/css", "text/plain", SVG, FONT];

macro_rules! assets {
    ($($name:literal: $media_type:expr),+ $(,)?) => {
        &[$(Asset { name: $name, media_type: $media_type, bytes: include_bytes!(concat!("../assets/", $name)) }),+]
    };
}

/// Every file in `assets/`: a test compares the list with the folder.
pub const ASSETS: &[Asset] = assets! {
    "challenge-worker.js": SCRIPT,
    "challenge.js": SCRIPT,
    "copy.js": SCRIPT,
    "draft.js": SCRIPT,
    "drawn.js": SCRIPT,
    "eb-garamond-500-italic-latin.woff2": FONT,
    "eb-garamond-500-latin-ext.woff2": FONT,
    "eb-garamond-500-latin.woff2": FONT,
    "eb-garamond-OFL.txt": TEXT,
    "favicon.svg": SVG,
    "fragment.js": SCRIPT,
    "menu.js": SCRIPT,
    "ornament.svg": SVG,
    "passkey.js": SCRIPT,
    "print.js": SCRIPT,
    "progress.js": SCRIPT,
    "rosette.svg": SVG,
    "selo-mark.svg": SVG,
    "selo.css": STYLE,
    "sha256.js": SCRIPT,
    "share.js": SCRIPT,
    "source-sans-3-OFL.txt": TEXT,
    "source-sans-3-latin-ext.woff2": FONT,
    "source-sans-3-latin.woff2": FONT,
    "token.js": SCRIPT,
    "unsent.js": SCRIPT,
    "upload.js": SCRIPT,
    "verify-file.js": SCRIPT,
};

/// The file of a name.
pub fn find(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_media_type_is_listed_and_no_other() {
        let kinds = ASSETS.iter().filter_map(|asset| asset.media_type.split(';').next());
        assert_eq!(kinds.collect::<BTreeSet<_>>(), MEDIA_TYPES.iter().copied().collect());
    }

    #[test]
    fn every_file_of_the_folder_is_served_and_no_other() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
        let on_disk: BTreeSet<String> = std::fs::read_dir(folder)
            .expect("the folder of assets")
            .map(|entry| entry.expect("an entry").file_name().into_string().expect("a plain name"))
            .collect();
        let served: BTreeSet<String> = ASSETS.iter().map(|asset| asset.name.to_owned()).collect();
        assert_eq!(served, on_disk);
    }

    #[test]
    fn what_the_stylesheet_and_the_scripts_name_is_there() {
        for asset in ASSETS.iter().filter(|a| a.name.ends_with(".css") || a.name.ends_with(".js")) {
            let text = std::str::from_utf8(asset.bytes).expect("text");
            for (at, _) in text.match_indices("url(") {
                let name = text[at + 4..].split(')').next().unwrap_or("").trim_matches('"');
                let known = name.starts_with("data:") || find(name).is_some();
                assert!(known, "{} names {name}", asset.name);
            }
            for (at, _) in text.match_indices("from \"./") {
                let name = text[at + 8..].split('"').next().unwrap_or("");
                assert!(find(name).is_some(), "{} imports {name}", asset.name);
            }
        }
    }
}
