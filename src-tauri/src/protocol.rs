//! Pictures for the page over the scheme `pothos`: `/thumb/7/2`, `/preview/7/2`, `/full/7/2`, which are kind, photo
//! and version. Answers by id; a path never stands in an address. Never works on the window's thread.

use std::borrow::Cow;

use pothos_app::{Rendition, wire::ErrorView};
use tauri::{
    Manager as _, Runtime, UriSchemeContext, UriSchemeResponder,
    http::{Request, Response, StatusCode, header},
};
use tokio::sync::Semaphore;

use crate::{shell::Shell, trouble};

/// The scheme's name.
pub(crate) const SCHEME: &str = "pothos";

/// Thumbnails and previews read at once: more only queue for the disk.
static SMALL: Semaphore = Semaphore::const_new(6);
/// Whole photos read or developed at once: each may take hundreds of megabytes while it is decoded.
static WHOLE: Semaphore = Semaphore::const_new(2);

/// What an address names.
#[derive(Debug, PartialEq, Eq)]
enum Address {
    Picture(Rendition, i64),
    /// The page that says why the library did not open.
    Trouble,
}

/// Answers a request, some time later.
pub(crate) fn answer<R: Runtime>(
    context: UriSchemeContext<'_, R>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let shell = context.app_handle().state::<Shell>().inner().clone();
    let address = Address::read(request.uri().path());
    tauri::async_runtime::spawn(async move {
        responder.respond(match address {
            Some(Address::Picture(kind, photo)) => picture(&shell, kind, photo).await,
            Some(Address::Trouble) => page(trouble::page(&shell).await),
            None => refusal(StatusCode::NOT_FOUND, "There is no picture at this address."),
        });
    });
}

async fn picture(shell: &Shell, kind: Rendition, photo: i64) -> Response<Cow<'static, [u8]>> {
    let lane = match kind {
        Rendition::Thumb | Rendition::Preview => &SMALL,
        Rendition::Full => &WHOLE,
    };
    let read = async {
        let app = shell.app().await?;
        let _turn = lane.acquire().await.map_err(|closed| ErrorView::new("internal", closed.to_string()))?;
        tauri::async_runtime::spawn_blocking(move || app.rendition(kind, photo))
            .await
            .map_err(|error| ErrorView::new("internal", error.to_string()))?
    };
    match read.await {
        Ok((bytes, media_type)) => respond(
            // The version is in the address: what an address answers never changes.
            Response::builder()
                .header(header::CONTENT_TYPE, media_type)
                .header(header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            bytes.into(),
        ),
        Err(error) if error.code == "not_found" => refusal(StatusCode::NOT_FOUND, &error.message),
        Err(error) => refusal(StatusCode::UNPROCESSABLE_ENTITY, &error.message),
    }
}

fn page(html: String) -> Response<Cow<'static, [u8]>> {
    let builder = Response::builder()
        .header(header::CONTENT_TYPE, "text/html; charset=utf-8")
        .header(header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'");
    respond(builder, html.into_bytes().into())
}

fn refusal(status: StatusCode, text: &str) -> Response<Cow<'static, [u8]>> {
    let builder = Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "text/plain; charset=utf-8")
        .header(header::CACHE_CONTROL, "no-store");
    respond(builder, text.as_bytes().to_vec().into())
}

fn respond(
    builder: tauri::http::response::Builder,
    body: Cow<'static, [u8]>,
) -> Response<Cow<'static, [u8]>> {
    let builder = builder
        .header(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    builder.body(body).unwrap_or_default()
}

impl Address {
    /// The page builds addresses with `convertFileSrc`, which escapes the slashes.
    fn read(path: &str) -> Option<Self> {
        let path = path.replace("%2F", "/").replace("%2f", "/");
        let mut parts = path.strip_prefix('/')?.split('/');
        let kind = match parts.next()? {
            "thumb" => Rendition::Thumb,
            "preview" => Rendition::Preview,
            "full" => Rendition::Full,
            "trouble" => return parts.next().is_none().then_some(Self::Trouble),
            _ => return None,
        };
        let photo = number(parts.next()?)?;
        let _version: u32 = number(parts.next()?)?;
        parts.next().is_none().then_some(Self::Picture(kind, photo))
    }
}

/// Digits only: `+7` and `-7` are no ids.
fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_picture_by_id_and_nothing_else() {
        let check =
            |path: &str, expected: Option<Address>| assert_eq!(Address::read(path), expected, "{path}");
        check("/thumb/7/2", Some(Address::Picture(Rendition::Thumb, 7)));
        check("/preview%2F7%2F2", Some(Address::Picture(Rendition::Preview, 7)));
        check("/full/9007199254740991/0", Some(Address::Picture(Rendition::Full, 9_007_199_254_740_991)));
        check("/trouble", Some(Address::Trouble));
        for refused in [
            "/",
            "/thumb",
            "/thumb/7",
            "/thumb/7/2/3",
            "/thumb/-7/2",
            "/thumb/+7/2",
            "/thumb//2",
            "/thumb/7/x",
            "/etc/passwd",
            "/thumb/../../etc/passwd",
            "/trouble/1",
            "/thumb/99999999999999999999/1",
        ] {
            check(refused, None);
        }
    }
}
