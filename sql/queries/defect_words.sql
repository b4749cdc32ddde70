-- The words that a bug can be told in: those of the vocabularies, and the names in this project.
-- $1 project_id
-- Columns: field, word, more (of a category its usual layer; of a stage whether it is an escape)
select w.field, w.word, w.more
from (
    select 'category' as field, value as word, layer as more
    from escapement.bug_category
    union all
    select 'trigger', value, null
    from escapement.bug_trigger
    union all
    select 'stage', value, case when escape then 'escape' end
    from escapement.detection_stage
    union all
    select 'layer', value, null
    from escapement.test_layer
    union all
    select 'service', name, null
    from escapement.service
    where project_id = $1::int
    union all
    select 'population', name, null
    from escapement.population
    where project_id = $1::int
    union all
    select 'gate', name, null
    from escapement.gate
    where project_id = $1::int
) w
order by w.field collate "C", w.word collate "C"
