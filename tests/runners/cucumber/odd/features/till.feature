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

  @skipped
  Scenario: is skipped

    When the drawer is pulled

  Scenario: skips itself
    When the scenario is skipped
    Then it is shut

  Scenario: has no steps

  Rule: a drawer has <one> lock

    Scenario: opens
      When the drawer is pulled

    Scenario: passes at the third try
      When it passes at try 3

    Scenario: fails at every try
      When it passes at try 9

    Scenario: is pending
      When the scale is here

    Scenario: matches two steps
      When the step is ambiguous

    Scenario: has a hook that fails
      When the hook afterwards fails

    Scenario: fails and its hook too
      When it passes at try 9
      And the hook afterwards fails
