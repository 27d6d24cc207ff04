//! The desktop shell: one window, the commands behind it, the picture scheme, dropped files. The only crate
//! that knows tauri. Decides nothing about photos: every use case is one call into `pothos-app`.

mod commands;
mod events;
mod launch;
mod menu;
mod protocol;
mod shell;
mod trace;
mod trouble;
mod window;

use std::process::ExitCode;

use tauri::RunEvent;

use crate::{launch::Launch, shell::Shell};

/// Opens the library and its window, and stays until the window is closed; as a decoder process, serves instead.
pub fn run() -> ExitCode {
    if let Some(code) = pothos_app::serve_if_asked() {
        return code;
    }
    let launch = match Launch::from_process() {
        Ok(launch) => launch,
        Err(said) => return said.tell(),
    };
    trace::begin();
    let shell = Shell::open(launch.library.clone());
    let mut builder = tauri::Builder::default();
    if launch.shares_instance {
        builder =
            builder.plugin(tauri_plugin_single_instance::init(|handle, _args, _dir| window::focus(handle)));
    }
    let built = builder
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(window::state_plugin())
        .manage(shell.clone())
        .register_asynchronous_uri_scheme_protocol(protocol::SCHEME, protocol::answer)
        .invoke_handler(commands::handler())
        .on_window_event(events::of_window)
        .setup(|tauri| {
            menu::install(tauri.handle())?;
            window::open_when_ready(tauri.handle())?;
            events::end_on_signals(tauri.handle());
            Ok(())
        })
        .build(tauri::generate_context!());
    let tauri = match built {
        Ok(tauri) => tauri,
        Err(error) => {
            eprintln!("pothos: the window could not be made: {error}. Try pothos-cli in a terminal.");
            return ExitCode::FAILURE;
        }
    };
    let code = tauri.run_return(|handle, event| {
        if let RunEvent::ExitRequested { api, .. } = &event {
            events::end_gently(handle, api);
        }
    });
    if shell.refused() {
        ExitCode::FAILURE
    } else {
        u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from)
    }
}
