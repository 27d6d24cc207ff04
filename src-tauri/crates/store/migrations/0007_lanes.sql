-- Version 7: slow formats wait in a lane of their own, so that quick ones do not wait behind them.

-- 0 quick, 1 slow; given when a basic job is queued, from its photo's format. A model's jobs are all 0.
ALTER TABLE job ADD COLUMN lane INTEGER NOT NULL DEFAULT 0 CHECK (lane IN (0, 1));

-- Before the index, so that none of its entries is written twice. What is done stays as it is: nobody claims it.
UPDATE job SET lane = 1
 WHERE state <> 'done' AND batch_id IN (SELECT id FROM batch WHERE kind = 'import')
   AND photo_id IN (SELECT id FROM photo WHERE format IN ('heic', 'avif', 'jxl', 'raw'));

-- The lane before the time: a claim of one lane never reads past the other.
DROP INDEX job_claim;
CREATE INDEX job_claim ON job(batch_id, lane, not_before_ms, id) WHERE state = 'queued' AND leader_id IS NULL;
