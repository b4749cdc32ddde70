@shop
Feature: Till <drawer> & "lock"

  Background:
    Given a till

  Scenario: opens
    When the drawer is pulled
    Then it is open

  Scenario: opens
    When the drawer is pulled
    Then it is shut

  Scenario Outline: tax on <net> at <rate>
    Then the tax on <net> at <rate> is <tax>

    Examples: rates ]]> 日本
      | net  | rate | tax |
      | 1000 | 20   | 200 |
      | 100  | 7    | 8   |

  Scenario: has a step that nobody wrote
    When the drawer is painted
    Then it is open

  Scenario: errors
    When the printer has no paper

  Scenario: says something that is no XML
    When the display says ERROR

  @skip
  Scenario: is skipped

    When the drawer is pulled

  Scenario: skips itself
    When the scenario is skipped
    Then it is shut

  Scenario: has no steps
