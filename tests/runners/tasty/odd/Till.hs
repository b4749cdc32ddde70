-- Nested groups, names that repeat, exceptions, a time-out and special characters.
module Main (main) where

import Control.Concurrent (threadDelay)
import Test.Tasty
import Test.Tasty.HUnit
import Test.Tasty.Runners.AntXML (antXMLRunner)

main :: IO ()
main = defaultMainWithIngredients (antXMLRunner : defaultIngredients) $
  testGroup "till <\"&>"
    [ testCase "opens" (pure ())
    , testCase "opens" (1 @?= (2 :: Int))
    , testGroup "drawer"
        [ testGroup "of oak" [testCase "opens" (pure ()), testCase "closes" (assertFailure "stuck")]
        , testCase "" (pure ())
        ]
    , testCase "says \ESC[31m \8364 ]]>" $
        assertFailure "display said \ESC[31mERROR\ESC[0m \b ]]> <&> \"quoted\" \8364\nand more"
    , testCase "throws" (error "drawer is stuck")
    , localOption (mkTimeout 20000) $ testCase "answers in time" (threadDelay 2000000)
    ]
