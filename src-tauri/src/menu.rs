//! The menu bar, where a system has one outside the window. Elsewhere the window's own buttons are enough.

use tauri::AppHandle;

/// On macOS copy, paste and quit have no keys without a menu.
#[cfg(target_os = "macos")]
pub(crate) fn install(handle: &AppHandle) -> tauri::Result<()> {
    handle.set_menu(tauri::menu::Menu::default(handle)?).map(drop)
}

/// Linux and Windows: none.
#[cfg(not(target_os = "macos"))]
#[expect(clippy::unnecessary_wraps, reason = "the other systems can fail")]
pub(crate) fn install(_handle: &AppHandle) -> tauri::Result<()> {
    Ok(())
}
