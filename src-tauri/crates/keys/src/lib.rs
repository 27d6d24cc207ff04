//! The keys of model servers in the system's keychain: the Keychain of macOS, the Credential Manager of Windows, the Secret
//! Service of a Linux desktop. The only room that knows keyring. Never logs or stores a key anywhere else.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use keyring::v1::{Entry, Error};

/// What keychains file our keys under.
const SERVICE: &str = "Pothos model server";
/// A locked keychain asks its user for the password: that takes as long as typing does.
const PATIENCE: Duration = Duration::from_secs(60);
/// Set to `off`, no keychain is used: for tests, and for machines on which none is wanted.
const SWITCH: &str = "POTHOS_KEYCHAIN";

/// Why the keychain did not do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// There is none, or it is switched off.
    #[error("this system offers no keychain ({0})")]
    Missing(String),
    /// It did not answer: most likely it is locked, and nobody typed its password.
    #[error("the keychain did not answer within {} seconds; unlock it", PATIENCE.as_secs())]
    Silent,
    /// It refused.
    #[error("the keychain refused ({0})")]
    Refused(String),
}

/// A keychain, or none. All calls block, and may wait for the user to unlock it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keychain {
    /// The system's.
    System,
    /// None: keys live as long as the program.
    Off,
}

impl Keychain {
    /// The system's, unless the environment variable `POTHOS_KEYCHAIN` is `off`.
    #[must_use]
    pub fn of_environment() -> Self {
        if std::env::var_os(SWITCH).is_some_and(|value| value == "off") { Self::Off } else { Self::System }
    }

    /// The key for a server, by its scheme, host and port; `None` when there is none.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn get(self, origin: &str) -> Result<Option<String>, KeyError> {
        self.with(origin, |entry| match entry.get_password() {
            Ok(key) => Ok(Some(key)),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        })
    }

    /// Keeps a key for a server, instead of the one before.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn set(self, origin: &str, key: &str) -> Result<(), KeyError> {
        let key = key.to_owned();
        self.with(origin, move |entry| entry.set_password(&key))
    }

    /// Forgets the key for a server.
    ///
    /// # Errors
    /// [`KeyError`]. Not when there is none.
    pub fn forget(self, origin: &str) -> Result<(), KeyError> {
        self.with(origin, |entry| match entry.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(error),
        })
    }

    /// Works on one entry on a thread of its own, because a keychain may wait for its user for ever.
    fn with<T: Send + 'static>(
        self,
        origin: &str,
        work: impl FnOnce(Entry) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, KeyError> {
        if self == Self::Off {
            return Err(KeyError::Missing(format!("{SWITCH} is off")));
        }
        let origin = origin.to_owned();
        let (send, done) = channel();
        let thread = std::thread::Builder::new().name("keychain".to_owned()).spawn(move || {
            // Nobody listens any more when the patience ended.
            let _ = send.send(Entry::new(SERVICE, &origin).and_then(work).map_err(said));
        });
        thread.map_err(|error| KeyError::Refused(error.to_string()))?;
        match done.recv_timeout(PATIENCE) {
            Ok(done) => done,
            Err(RecvTimeoutError::Timeout) => Err(KeyError::Silent),
            Err(RecvTimeoutError::Disconnected) => {
                Err(KeyError::Missing("it could not be asked at all".to_owned()))
            }
        }
    }
}

/// The error without the key, which some of its variants carry.
fn said(error: Error) -> KeyError {
    match error {
        Error::PlatformFailure(why) | Error::NoStorageAccess(why) => KeyError::Missing(why.to_string()),
        Error::NoDefaultStore => KeyError::Missing("none answers in this session".to_owned()),
        Error::BadEncoding(_) => KeyError::Refused("what it holds is no text".to_owned()),
        other => KeyError::Refused(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keychain_that_is_off_says_so() {
        assert!(matches!(Keychain::Off.get("http://127.0.0.1:1"), Err(KeyError::Missing(_))));
        assert!(matches!(Keychain::Off.set("http://127.0.0.1:1", "k"), Err(KeyError::Missing(_))));
        assert!(matches!(Keychain::Off.forget("http://127.0.0.1:1"), Err(KeyError::Missing(_))));
    }

    /// With the user's own keychain, so only when asked for: `POTHOS_TRY_KEYCHAIN=1 cargo test -p pothos-keys`.
    #[test]
    fn a_key_comes_back_from_the_systems_keychain_and_is_forgotten() {
        if std::env::var_os("POTHOS_TRY_KEYCHAIN").is_none() {
            return;
        }
        let (origin, other) = ("http://pothos-test.invalid:1", "http://pothos-test.invalid:2");
        let keychain = Keychain::System;
        keychain.set(origin, "secret one").expect("kept");
        keychain.set(origin, "secret two").expect("kept instead");
        assert_eq!(keychain.get(origin), Ok(Some("secret two".to_owned())));
        assert_eq!(keychain.get(other), Ok(None));
        keychain.forget(origin).expect("forgotten");
        keychain.forget(origin).expect("forgotten twice is no error");
        assert_eq!(keychain.get(origin), Ok(None));
    }
}
