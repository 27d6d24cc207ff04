//! Figures of batches, and two runs side by side.

use std::path::Path;

use pothos_app::{
    Reader,
    wire::{BatchStatsView, ComparedView, SaidView},
};

use crate::{
    end::{End, Fault},
    format::count,
    out::Out,
};

/// What a batch cost, a line each.
pub(crate) fn stats_lines(stats: &BatchStatsView) -> Vec<String> {
    let mut lines = Vec::new();
    if let (Some(mean), Some(p95)) = (stats.mean_ms, stats.p95_ms) {
        lines.push(format!("a photo {} on average, 95 of 100 within {}", millis(mean), millis(p95 as f64)));
    }
    for server in &stats.servers {
        let speed = server.tokens_per_second.map(|rate| format!(", {rate:.0} tokens/s")).unwrap_or_default();
        lines.push(format!(
            "server  {}: {} photos, {} each{speed}",
            server.server,
            count(server.photos),
            millis(server.mean_ms)
        ));
    }
    if stats.prompt_tokens + stats.answer_tokens > 0 {
        lines.push(format!("tokens  {} asked, {} answered", stats.prompt_tokens, stats.answer_tokens));
    }
    for mended in &stats.mended {
        let answers = if mended.answers == 1 {
            "1 answer".to_owned()
        } else {
            format!("{} answers", count(mended.answers))
        };
        lines.push(format!("mended  {answers} of {}: {}", mended.model, mended.repair.replace('_', " ")));
    }
    for cost in &stats.costs {
        lines.push(format!("cost    {}", money(cost.amount, &cost.currency)));
    }
    for retries in &stats.retries {
        lines.push(format!("retried {} times for {}", count(retries.count), retries.code));
    }
    lines
}

/// An amount with its currency: as much behind the point as tells something.
pub(crate) fn money(amount: f64, currency: &str) -> String {
    if amount >= 1.0 || amount == 0.0 {
        format!("{amount:.2} {currency}")
    } else {
        format!("{amount:.4} {currency}")
    }
}

fn millis(ms: f64) -> String {
    if ms >= 1_000.0 { format!("{:.1} s", ms / 1_000.0) } else { format!("{ms:.0} ms") }
}

/// `pothos-cli compare A B`.
pub(crate) async fn compare(dir: &Path, first: i64, second: i64, out: &Out) -> Result<End, Fault> {
    let reader = Reader::open(dir)?;
    // Unknown numbers are said as such.
    reader.batch(first).await?;
    reader.batch(second).await?;
    let (mut after, mut any) = (0, false);
    loop {
        let page = reader.compare_runs(first, second, after).await?;
        let Some(last) = page.last() else { break };
        after = last.photo;
        any = true;
        for row in &page {
            out.json(row)?;
            out.text(&side_by_side(row, first, second))?;
        }
    }
    if !any {
        out.text(&format!("Batches {first} and {second} have no photo in common that both answered for."))?;
    }
    Ok(End::Well)
}

fn side_by_side(row: &ComparedView, first: i64, second: i64) -> String {
    let line = |batch: i64, said: &SaidView| {
        format!(
            "  {batch:>5}  {}\n         {}\n         {}",
            said.title,
            said.description,
            said.tags.join(", ")
        )
    };
    format!("{}\n{}\n{}", row.name, line(first, &row.first), line(second, &row.second))
}
