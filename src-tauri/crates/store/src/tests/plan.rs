//! How SQLite would run a query, for the tests that hold a query to its index.

use crate::Library;

/// The plan in SQLite's own words, its steps parted by "; ". Parameters stay unbound, which is NULL: no plan here depends on a value.
pub(crate) fn plan(library: &Library, sql: &str) -> String {
    library
        .read(|tx| {
            let mut query = tx.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
            let steps =
                query.raw_query().mapped(|row| row.get::<_, String>(3)).collect::<Result<Vec<_>, _>>()?;
            Ok(steps.join("; "))
        })
        .expect("a plan")
}

/// The plan in an empty library.
pub(crate) fn plan_when_empty(sql: &str) -> String {
    let dir = tempfile::tempdir().expect("a folder");
    plan(&Library::open(dir.path()).expect("a library"), sql)
}
