//! Figures of batches and runs as they are shown. Pure.

use pothos_model::BatchServer;
use pothos_store::{BatchStats, Compared, SaidOf};

use crate::wire::{
    BatchStatsView, ComparedView, CostView, MendedView, RetriesView, SaidView, ServerStatsView,
};

/// Of a batch that asked these servers.
pub(crate) fn stats_of_batch(stats: BatchStats, priced: &[BatchServer]) -> BatchStatsView {
    BatchStatsView {
        costs: costs(&stats, priced),
        mean_ms: stats.mean_ms,
        p95_ms: stats.p95_ms,
        prompt_tokens: stats.prompt_tokens,
        answer_tokens: stats.answer_tokens,
        last_activity_ms: stats.last_activity.map(|at| at.0),
        servers: stats
            .servers
            .into_iter()
            .map(|server| ServerStatsView {
                tokens_per_second: server.tokens_per_second(),
                server: server.server,
                model: server.model,
                photos: server.photos,
                mean_ms: server.mean_ms,
                p95_ms: server.p95_ms,
                prompt_tokens: server.prompt_tokens,
                answer_tokens: server.answer_tokens,
            })
            .collect(),
        mended: stats
            .mended
            .into_iter()
            .map(|mended| MendedView { model: mended.model, repair: mended.repair, answers: mended.answers })
            .collect(),
        retries: stats
            .retries
            .into_iter()
            .map(|retries| RetriesView { server: retries.server, code: retries.code, count: retries.count })
            .collect(),
    }
}

/// What the answers cost, one sum a currency.
fn costs(stats: &BatchStats, priced: &[BatchServer]) -> Vec<CostView> {
    let mut costs: Vec<CostView> = Vec::new();
    for server in &stats.servers {
        let priced = priced.iter().find(|known| known.url == server.server);
        let Some(price) = priced.and_then(|known| known.price.as_ref()) else { continue };
        let amount = price.cost(server.prompt_tokens, server.answer_tokens);
        match costs.iter_mut().find(|cost| cost.currency == price.currency()) {
            Some(cost) => cost.amount += amount,
            None => costs.push(CostView { amount, currency: price.currency().to_owned() }),
        }
    }
    costs
}

pub(crate) fn compared_view(row: Compared) -> ComparedView {
    ComparedView {
        photo: row.photo.0,
        name: row.name,
        first: said_view(row.first),
        second: said_view(row.second),
    }
}

fn said_view(said: SaidOf) -> SaidView {
    let mut view = SaidView {
        title: String::new(),
        description: String::new(),
        categories: Vec::new(),
        tags: Vec::new(),
        duration_ms: said.duration_ms,
    };
    for (kind, text) in said.words {
        match kind.as_str() {
            "title" => view.title = text,
            "description" => view.description = text,
            "category" => view.categories.push(text),
            _ => view.tags.push(text),
        }
    }
    view
}
