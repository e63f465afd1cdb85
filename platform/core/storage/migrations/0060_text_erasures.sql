-- The words of reviewers about a draft may name a person. Where they are deleted the audit trail says so, and pages that showed them
-- are made anew: that asks for the newest of these rows at every page.
create index audit_of_text_erasures on audit (id) where act = 'erase-text';
