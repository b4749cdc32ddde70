-- The words that escapes are told in, each with its definition, as one JSON object.
-- Columns: words
select json_build_object(
    'bug_category', (
        select json_agg(json_build_object('value', w.value, 'layer', w.layer,
                                          'definition', w.definition) order by w.rank)
        from escapement.bug_category w),
    'trigger', (
        select json_agg(json_build_object('value', w.value, 'definition', w.definition)
                        order by w.rank)
        from escapement.bug_trigger w),
    'detection_stage', (
        select json_agg(json_build_object('value', w.value, 'escape', w.escape,
                                          'definition', w.definition) order by w.rank)
        from escapement.detection_stage w),
    'test_layer', (
        select json_agg(json_build_object('value', w.value, 'definition', w.definition)
                        order by w.rank)
        from escapement.test_layer w),
    'gap_type', (
        select json_agg(json_build_object('value', w.value, 'from_data', w.from_data,
                                          'definition', w.definition) order by w.rank)
        from escapement.gap_type w),
    'change_type', (
        select json_agg(json_build_object('value', w.value, 'systemic', w.systemic,
                                          'definition', w.definition) order by w.rank)
        from escapement.change_type w),
    'action_state', (
        select json_agg(json_build_object('value', w.value, 'open', w.open,
                                          'definition', w.definition) order by w.rank)
        from escapement.action_state w)) as words
