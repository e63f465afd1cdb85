-- Revisions of drafts are never used twice for a record: whoever still holds a revision of a draft that was thrown away must
-- not overwrite the draft that somebody opened after it.
alter table record add column draft_revision integer not null default 0;
update record set draft_revision = draft.revision from draft where draft.record_id = record.id;
