//! Fills a batch that is open and that nobody fills: after a crash, and when one that was cancelled early is taken up again.

use std::sync::Arc;

use pothos_model::BatchId;
use pothos_store::Unfilled;

use crate::importing::scan_into;
use crate::inner::Inner;
use crate::seeing::choose_again;
use crate::wire::NoticeLevel;

/// Goes on filling an open batch, unless that is being done. Photos it has already are not added twice. Blocks.
pub(crate) fn fill_open(inner: &Arc<Inner>, batch: BatchId) {
    // The program ends: the next start goes on.
    if inner.stop.is_cancelled() || !inner.filling.take(batch) {
        return;
    }
    match inner.library.unfilled(batch) {
        Ok(Some(Unfilled::Vision(scope))) => choose_again(inner, batch, &scope),
        Ok(Some(Unfilled::Import(roots))) => scan_into(inner, batch, &roots, true),
        Ok(None) => {}
        Err(error) => inner.notice(NoticeLevel::Error, "batch_not_filled", &error.to_string(), &[]),
    }
    inner.filling.end(batch);
}
