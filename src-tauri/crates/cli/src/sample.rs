//! What a sample gave, and what the rest would take.

use pothos_app::wire::{BatchStatsView, BatchView, CostView, PlanView, Query};
use serde_json::json;

use crate::{
    end::Fault,
    format::{count, duration, photos},
    history::money,
    out::Out,
    record,
    session::Session,
};

/// Prints the sample's photos with their words, its figures, and the projection.
pub(crate) async fn show(session: &Session, batch: i64, plan: &PlanView, out: Out) -> Result<(), Fault> {
    let app = &session.app;
    let ids = app.ids(Query { batch: Some(batch), ..Query::default() }, usize::MAX).await?;
    for id in ids {
        let photo = app.photo(id).await?;
        out.json(&json!({"event": "sample_photo", "photo": photo}))?;
        out.text(&record::text(&photo))?;
    }
    let view = app.batch(batch).await?;
    let stats = app.batch_stats(batch).await?;
    let rest = plan.photos.saturating_sub(plan.unreadable).saturating_sub(view.total);
    let seconds = projected_seconds(&stats, &view, rest);
    let rest_costs: Vec<CostView> = stats
        .costs
        .iter()
        .filter(|_| view.done > 0)
        .map(|cost| CostView {
            amount: cost.amount / f64::from(view.done) * f64::from(rest),
            currency: cost.currency.clone(),
        })
        .collect();
    out.json(&json!({
        "event": "sample", "batch": batch, "photos": view.total, "mean_ms": stats.mean_ms,
        "prompt_tokens": stats.prompt_tokens, "answer_tokens": stats.answer_tokens,
        "rest": rest, "projected_seconds": seconds, "costs": stats.costs, "projected_costs": rest_costs,
    }))?;
    let mut line = photos(view.done);
    if let Some(mean) = stats.mean_ms {
        line += &format!(", {:.1} s each", mean / 1_000.0);
    }
    if stats.answer_tokens > 0 && view.done > 0 {
        let each = |tokens: i64| tokens / i64::from(view.done);
        line += &format!(", {} + {} tokens each", each(stats.prompt_tokens), each(stats.answer_tokens));
    }
    out.text(&format!("{line}."))?;
    if let Some(seconds) = seconds {
        let costs: String = rest_costs
            .iter()
            .map(|cost| format!(" and cost about {}", money(cost.amount, &cost.currency)))
            .collect();
        out.text(&format!(
            "The other {} would take about {}{costs}. Run the same without --sample: these are not asked for again.",
            count(rest),
            duration(seconds)
        ))?;
    }
    Ok(())
}

/// The mean answer, times the rest, over the requests at once of all servers.
fn projected_seconds(stats: &BatchStatsView, batch: &BatchView, rest: u32) -> Option<u64> {
    let at_once: u32 = batch.servers.iter().map(|server| u32::from(server.concurrency)).sum();
    let seconds = stats.mean_ms? / 1_000.0 * f64::from(rest) / f64::from(at_once.max(1));
    // A float to integer cast saturates; nothing here is negative.
    Some(seconds.ceil() as u64)
}
