-- Version 10: of a batch's photos that are done, those that it read again. A batch that only did so added nothing, and says so.
ALTER TABLE job ADD COLUMN renewed INTEGER NOT NULL DEFAULT 0 CHECK (renewed IN (0, 1));
ALTER TABLE batch ADD COLUMN renewed INTEGER NOT NULL DEFAULT 0 CHECK (renewed >= 0);

DROP TRIGGER job_recounted;
CREATE TRIGGER job_recounted AFTER UPDATE OF state ON job BEGIN
  UPDATE batch SET
    queued    = queued    + (NEW.state = 'queued')    - (OLD.state = 'queued'),
    running   = running   + (NEW.state = 'running')   - (OLD.state = 'running'),
    done      = done      + (NEW.state = 'done'),
    renewed   = renewed   + (NEW.state = 'done' AND NEW.renewed),
    failed    = failed    + (NEW.state = 'failed')    - (OLD.state = 'failed'),
    cancelled = cancelled + (NEW.state = 'cancelled') - (OLD.state = 'cancelled'),
    warned    = warned    + (NEW.warning IS NOT NULL) - (OLD.warning IS NOT NULL)
  WHERE id = NEW.batch_id;
END;

DROP TRIGGER job_uncounted;
CREATE TRIGGER job_uncounted AFTER DELETE ON job BEGIN
  UPDATE batch SET
    queued    = queued    - (OLD.state = 'queued'),
    running   = running   - (OLD.state = 'running'),
    done      = done      - (OLD.state = 'done'),
    renewed   = renewed   - (OLD.state = 'done' AND OLD.renewed),
    failed    = failed    - (OLD.state = 'failed'),
    cancelled = cancelled - (OLD.state = 'cancelled'),
    warned    = warned    - (OLD.warning IS NOT NULL)
  WHERE id = OLD.batch_id AND removed_ms IS NULL;
END;
