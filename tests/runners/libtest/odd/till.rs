//! Panics, an unfulfilled should_panic, an ignored test, modules and special characters.

fn percent(coupon: &str) -> Result<i32, std::num::ParseIntError> {
    coupon.parse()
}

mod counter {
    mod drawer {
        #[test]
        fn opens() {}
    }

    #[test]
    fn opens() {
        assert_eq!(1, 2, "coins");
    }
}

#[test]
fn öffnet_die_kasse() {}

#[test]
fn says_control_characters() {
    println!("out: \u{1b}[31mred\u{1b}[0m ]]> €");
    panic!("display said \u{1b}[31mERROR\u{1b}[0m \u{0}\u{8} ]]> \"quoted\" <&> €\nand more");
}

#[test]
fn reads_the_coupon() -> Result<(), std::num::ParseIntError> {
    percent("ten").map(|_| ())
}

#[test]
#[ignore = "no drawer <yet>"]
fn opens_the_drawer() {}

#[test]
#[should_panic(expected = "francs")]
fn refuses_francs() {
    panic!("francs are not taken");
}

#[test]
#[should_panic]
fn refuses_crowns() {}

#[test]
#[should_panic(expected = "till is locked")]
fn stays_locked() {
    panic!("till is open");
}
