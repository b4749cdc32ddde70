(* Nested lists, names that repeat or are absent, skips, todo, exceptions, special characters. *)
open OUnit2

let till =
  "till <\"&>" >::: [
    "opens" >:: (fun _ -> ());
    "opens" >:: (fun _ -> assert_equal ~printer:string_of_int 1 2);
    "drawer" >::: [
      (fun _ -> ()) |> test_case;
      "closes" >:: (fun _ -> assert_failure "stuck ]]> <&>");
    ];
    "prints" >:: (fun _ -> skip_if true "no printer <here>");
    "takes francs" >:: (fun _ -> todo "not known yet");
    "throws" >:: (fun _ -> failwith "drawer is stuck");
    "says \027[31m \226\130\172" >:: (fun context ->
      logf context `Warning "warned of \027[31m";
      assert_failure "display said \027[31mERROR\027[0m \b \255 \"quoted\" \226\130\172\nand more");
  ]

let () = run_test_tt_main till
