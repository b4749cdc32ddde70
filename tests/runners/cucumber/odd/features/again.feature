Feature: Till <drawer> & "lock"

  Scenario: opens
    Given a till

  Scenario Outline: opens
    Given a till
    Examples:
      | n |
      | 1 |
      | 2 |
