Feature: Closing

  Scenario: a hook fails afterwards
    Given a till

  @locked
  Scenario: a hook fails before
    Given a till
