//! The walls between crates: which crate may depend on which, and which outside library belongs to which crate.

use serde_json::Value;

use super::sources::Crossing;

/// Each room and the rooms it may use: the arrows of docs/ARCHITECTURE.md. A crate that is not here may use none.
pub const ARROWS: [(&str, &[&str]); 16] = [
    ("pothos-model", &[]),
    ("pothos-store", &["pothos-model"]),
    ("pothos-jpeg", &[]),
    ("pothos-media", &["pothos-model", "pothos-jpeg"]),
    ("pothos-basic", &["pothos-model"]),
    ("pothos-alike", &["pothos-model"]),
    ("pothos-keys", &[]),
    ("pothos-vision", &["pothos-model"]),
    ("pothos-engine", &["pothos-model", "pothos-store"]),
    ("pothos-library", &["pothos-model", "pothos-store"]),
    ("pothos-worker", &["pothos-model", "pothos-media"]),
    (
        "pothos-app",
        &[
            "pothos-model",
            "pothos-store",
            "pothos-media",
            "pothos-basic",
            "pothos-alike",
            "pothos-keys",
            "pothos-vision",
            "pothos-engine",
            "pothos-library",
            "pothos-worker",
        ],
    ),
    ("pothos-cli", &["pothos-app"]),
    ("pothos", &["pothos-app"]),
    ("xtask", &[]),
    // Whole-system tests stand outside the house: they may draw pictures and fill a library.
    ("pothos-tests", &["pothos-library", "pothos-model", "pothos-media", "pothos-store", "pothos-vision"]),
];

/// Outside libraries that one crate alone may use; a prefix counts with its family.
const OWNED: [(&str, &str); 5] = [
    ("tauri", "pothos"),
    ("rusqlite", "pothos-store"),
    ("reqwest", "pothos-vision"),
    ("keyring", "pothos-keys"),
    ("libloading", "pothos-worker"),
];

/// Every arrow that `cargo metadata --no-deps` shows and the plan of the house does not.
pub fn check(metadata: &Value) -> Vec<Crossing> {
    let packages: Vec<&Value> = metadata["packages"].as_array().into_iter().flatten().collect();
    let names: Vec<&str> = packages.iter().filter_map(|package| package["name"].as_str()).collect();
    let mut found = Vec::new();
    for package in &packages {
        let name = package["name"].as_str().unwrap_or_default();
        let Some((_, allowed)) = ARROWS.iter().find(|(room, _)| *room == name) else {
            found.push(crossing(name, "is a room that the plan of the house does not know".to_owned()));
            continue;
        };
        for needed in
            package["dependencies"].as_array().into_iter().flatten().filter_map(|need| need["name"].as_str())
        {
            if names.contains(&needed) && !allowed.contains(&needed) {
                found.push(crossing(
                    name,
                    format!("must not use {needed}: the arrows are in docs/ARCHITECTURE.md"),
                ));
            }
            for (library, owner) in OWNED {
                let family = needed == library || needed.starts_with(&format!("{library}-"));
                if family && name != owner {
                    found.push(crossing(
                        name,
                        format!("must not depend on {needed}, which belongs to {owner}"),
                    ));
                }
            }
        }
    }
    found
}

fn crossing(package: &str, what: String) -> Crossing {
    Crossing { path: format!("package {package}"), line: 0, what }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn house(name: &str, needs: &[&str]) -> Vec<String> {
        let needs: Vec<Value> = needs.iter().map(|need| json!({ "name": need })).collect();
        let mut packages = vec![json!({"name": name, "dependencies": needs})];
        let others = ARROWS.iter().filter(|(room, _)| *room != name);
        packages.extend(others.map(|(room, _)| json!({"name": room, "dependencies": []})));
        check(&json!({ "packages": packages })).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn an_arrow_against_the_plan_is_caught() {
        assert_eq!(house("pothos-media", &["pothos-store"]).len(), 1);
        assert_eq!(house("pothos-model", &["pothos-app"]).len(), 1);
        assert_eq!(house("pothos-cli", &["pothos-store"]).len(), 1);
        assert_eq!(house("xtask", &["pothos-media"]).len(), 1);
        assert_eq!(house("pothos-engine", &["pothos-model", "pothos-store", "tokio"]), Vec::<String>::new());
    }

    #[test]
    fn an_owned_library_elsewhere_is_caught() {
        assert_eq!(house("pothos-app", &["rusqlite"]).len(), 1);
        assert_eq!(house("pothos-tests", &["reqwest"]).len(), 1);
        assert_eq!(house("pothos-app", &["tauri-plugin-dialog"]).len(), 1);
        assert_eq!(house("pothos", &["tauri", "tauri-build"]), Vec::<String>::new());
    }

    #[test]
    fn a_room_without_a_plan_is_caught() {
        let found = check(&json!({"packages": [{"name": "pothos-helpers", "dependencies": []}]}));
        assert_eq!(found.len(), 1);
    }
}
