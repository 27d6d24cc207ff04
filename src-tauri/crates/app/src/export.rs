//! Writes the library's words into a file for other programs: JSON Lines inside one array, or CSV. Streams: memory
//! does not grow with the library. Writes beside the target first, so that a full disk never leaves half a file.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::error::Outcome;
use crate::reader::{Reader, now};
use crate::views::{photo_query, plain_photo_view};
use crate::wire::{ErrorView, PhotoView, Query};

/// A file format for export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// One JSON array of whole photo records.
    Json,
    /// One line a photo: path, name, taken, rating, title, description, categories, tags, place, score.
    Csv,
}

impl ExportFormat {
    /// The format with that name.
    ///
    /// # Errors
    /// For any other name, with those that exist.
    pub fn from_name(name: &str) -> Outcome<Self> {
        match name {
            "json" => Ok(Self::Json),
            "csv" => Ok(Self::Csv),
            other => Err(ErrorView::bad_input(format!("{other:?} is no export format; use json or csv."))),
        }
    }
}

impl Reader {
    /// Exports what matches; gives the number of photos written.
    ///
    /// # Errors
    /// When the query cannot be understood, the library fails, or the file cannot be written.
    pub async fn export(&self, query: Query, format: ExportFormat, file: PathBuf) -> Outcome<u32> {
        let query = photo_query(&query, now())?;
        let library = self.library.clone();
        tokio::task::spawn_blocking(move || {
            let part = part_path(&file);
            let failed = |error: std::io::Error| {
                ErrorView::new("cannot_write", format!("{} could not be written: {error}.", file.display()))
            };
            let mut out = BufWriter::new(File::create(&part).map_err(failed)?);
            let mut written = 0_u32;
            let mut trouble = None;
            begin(&mut out, format).map_err(failed)?;
            library.export_each(&query, |row| {
                let result = record(&mut out, format, &plain_photo_view(row), written == 0);
                written += 1;
                match result {
                    Ok(()) => true,
                    Err(error) => {
                        trouble = Some(error);
                        false
                    }
                }
            })?;
            let finished = match trouble {
                Some(error) => Err(error),
                None => end(&mut out, format)
                    .and_then(|()| out.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all())
                    .and_then(|()| std::fs::rename(&part, &file)),
            };
            if finished.is_err() {
                // The half file is ours alone; the target was not touched.
                let _ = std::fs::remove_file(&part);
            }
            finished.map_err(failed)?;
            Ok(written)
        })
        .await?
    }
}

fn part_path(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_os_string();
    name.push(".part");
    file.with_file_name(name)
}

fn begin(out: &mut impl Write, format: ExportFormat) -> std::io::Result<()> {
    match format {
        ExportFormat::Json => out.write_all(b"["),
        // The mark tells spreadsheets that this is UTF-8.
        ExportFormat::Csv => out.write_all(
            "\u{feff}path,name,taken,rating,title,description,categories,tags,place,score,width,height\r\n"
                .as_bytes(),
        ),
    }
}

fn end(out: &mut impl Write, format: ExportFormat) -> std::io::Result<()> {
    match format {
        ExportFormat::Json => out.write_all(b"\n]\n"),
        ExportFormat::Csv => Ok(()),
    }?;
    out.flush()
}

fn record(out: &mut impl Write, format: ExportFormat, photo: &PhotoView, first: bool) -> std::io::Result<()> {
    match format {
        ExportFormat::Json => {
            out.write_all(if first { b"\n" } else { b",\n" })?;
            serde_json::to_writer(&mut *out, photo)?;
            Ok(())
        }
        ExportFormat::Csv => {
            let list = |kind: &str| {
                let words = photo.words.iter().filter(|word| word.kind == kind);
                let mut seen: Vec<&str> = Vec::new();
                for word in words {
                    if !seen.iter().any(|text| text.eq_ignore_ascii_case(&word.text)) {
                        seen.push(&word.text);
                    }
                }
                seen.join("; ")
            };
            let fields = [
                photo.path.clone(),
                photo.name.clone(),
                photo.taken.clone().unwrap_or_default(),
                photo.rating.to_string(),
                photo.title.clone(),
                photo.description.clone(),
                list("category"),
                list("tag"),
                photo.place.as_ref().map(|place| place.text.clone()).unwrap_or_default(),
                photo.quality.as_ref().map(|quality| quality.score.to_string()).unwrap_or_default(),
                photo.width.to_string(),
                photo.height.to_string(),
            ];
            let line: Vec<String> = fields.iter().map(|field| csv_field(field)).collect();
            write!(out, "{}\r\n", line.join(","))
        }
    }
}

/// Quoted by RFC 4180; a leading `=`, `+`, `-` or `@` gets an apostrophe, because spreadsheets would run it.
fn csv_field(field: &str) -> String {
    let runs =
        field.starts_with(['=', '+', '@']) || (field.starts_with('-') && field.parse::<f64>().is_err());
    let field = if runs { format!("'{field}") } else { field.to_owned() };
    if field.contains([',', '"', '\n', '\r']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_csv_field_is_quoted_only_when_it_must_be_and_never_runs_as_a_formula() {
        let cases = [
            ("plain", "plain"),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("=1+1", "'=1+1"),
            ("-1", "-1"),
            ("-cmd", "'-cmd"),
        ];
        for (field, expected) in cases {
            assert_eq!(csv_field(field), expected);
        }
    }
}
