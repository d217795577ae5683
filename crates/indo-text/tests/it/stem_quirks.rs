//! Behaviour of PySastrawi 1.2.1 that one would not expect from the literature, or that is easy to
//! lose. Every answer here was given by PySastrawi.

use indo_text::{Dictionary, Stemmer};

fn stem(roots: &[&str], word: &str) -> String {
    Stemmer::new(Dictionary::from_words(roots)).stem(word)
}

#[test]
fn rules_2_and_23_accept_an_r_that_the_literature_refuses() {
    assert_eq!(stem(&["rusak"], "berrusak"), "rusak");
    assert_eq!(stem(&["rusak"], "perrusakan"), "rusak");
}

#[test]
fn rules_13_and_26_lack_their_r_half() {
    assert_eq!(stem(&["mrasa", "prasa"], "memrasa"), "memrasa");
    assert_eq!(stem(&["prasa"], "pemrasa"), "pemrasa");
}

#[test]
fn rule_17_ends_with_its_fourth_cut() {
    assert_eq!(stem(&["nganga"], "menganga"), "nganga");
    assert_eq!(stem(&["cat"], "mengecat"), "cat");
}

#[test]
fn rule_19_refuses_n_as_well_as_e() {
    assert_eq!(stem(&["praga"], "mempraga"), "praga");
    assert_eq!(stem(&["pnaga"], "mempnaga"), "mempnaga");
}

#[test]
fn rule_30_without_a_root_falls_on_to_rule_34_unless_the_vowel_is_e() {
    assert_eq!(stem(&["ngudara"], "pengudara"), "ngudara");
    assert_eq!(stem(&["ngecat"], "pengecat"), "pengecat");
    assert_eq!(stem(&["cat"], "pengecat"), "cat");
}

#[test]
fn rule_32_knows_one_whole_word() {
    assert_eq!(stem(&["ajar"], "pelajar"), "ajar");
    assert_eq!(stem(&["lajar", "ajar"], "pelajaran"), "ajar");
    assert_eq!(stem(&["jarang"], "pelajarang"), "pelajarang");
}

#[test]
fn rule_34_accepts_consonants_that_the_literature_refuses() {
    assert_eq!(stem(&["nlari"], "penlari"), "nlari");
}

#[test]
fn infixes_go_last() {
    assert_eq!(stem(&["gigi"], "gerigi"), "gigi");
    assert_eq!(stem(&["kerja"], "kinerja"), "kerja");
    assert_eq!(stem(&["getar"], "gemetar"), "getar");
    // `ke` is a plain prefix and goes before the infix is seen.
    assert_eq!(stem(&["kuning"], "kemuning"), "kemuning");
    assert_eq!(stem(&["tunjuk"], "telunjuk"), "tunjuk");
}

#[test]
fn affix_pairs_that_the_literature_disallows_are_accepted() {
    assert_eq!(stem(&["main"], "bermaini"), "main");
}

#[test]
fn the_last_cut_goes_on_when_none_is_a_root() {
    assert_eq!(stem(&["baik"], "menerbaik"), "baik");
}

#[test]
fn at_most_three_prefixes_go() {
    assert_eq!(stem(&["main"], "dikesemain"), "main");
    assert_eq!(stem(&["main"], "dikesebermain"), "dikesebermain");
}

#[test]
fn some_confixes_lose_the_prefix_first() {
    assert_eq!(stem(&["beri", "ikan"], "berikan"), "ikan");
    assert_eq!(stem(&["beri"], "berikan"), "beri");
}

#[test]
fn only_the_longest_derivational_suffix_is_tried() {
    assert_eq!(stem(&["organ"], "organisasi"), "organ");
    assert_eq!(stem(&["organis"], "organisasi"), "organisasi");
}

#[test]
fn restoring_kan_keeps_its_k() {
    assert_eq!(stem(&["tunjuk"], "menunjukan"), "tunjuk");
}

#[test]
fn a_form_that_keeps_its_k_loses_a_plain_prefix_before_it_is_looked_up() {
    assert_eq!(stem(&["dik"], "dikan"), "dikan");
    assert_eq!(stem(&["bik"], "bikan"), "bik");
}

#[test]
fn short_words_still_meet_the_first_visitor() {
    assert_eq!(stem(&["a"], "dia"), "a");
    assert_eq!(stem(&["ak"], "aku"), "aku");
    assert_eq!(stem(&["a"], "aku"), "aku");
}

#[test]
fn a_hyphenated_word_is_never_looked_up_whole() {
    assert_eq!(
        stem(&["undang", "undang-undang"], "undang-undang"),
        "undang"
    );
    assert_eq!(stem(&["undang-undang"], "undang-undang"), "undang-undang");
}

#[test]
fn halves_with_different_roots_stay() {
    assert_eq!(stem(&["sayur"], "sayur-mayur"), "sayur-mayur");
    assert_eq!(stem(&["balas"], "berbalas-balasan"), "balas");
    assert_eq!(stem(&["tiru"], "meniru-nirukan"), "tiru");
}

#[test]
fn one_hyphen_before_a_clitic_makes_no_plural() {
    assert_eq!(stem(&["kuasa"], "kuasa-Mu"), "kuasa");
    assert_eq!(stem(&["malaikat"], "malaikat-malaikat-Nya"), "malaikat");
    assert_eq!(stem(&["buku"], "buku----nya"), "buku----nya");
}

#[test]
fn a_dotless_i_and_a_long_s_count_as_letters_of_the_text_and_not_of_the_rules() {
    assert_eq!(stem(&["ſi"], "diſi"), "ſi");
    assert_eq!(stem(&["ıman"], "berıman"), "berıman");
    assert_eq!(stem(&["ı"], "dıı"), "dıı");
}

#[test]
fn the_kelvin_sign_is_a_k_and_a_dotted_capital_i_ends_a_word() {
    assert_eq!(stem(&["kota"], "\u{212a}OTA"), "kota");
    assert_eq!(stem(&[], "abİcd"), "abi cd");
}

#[test]
fn symbols_part_words_and_digits_do_not() {
    assert_eq!(stem(&["jum", "at"], "Jum'at"), "jum at");
    assert_eq!(stem(&["orang"], "orang2"), "orang2");
    assert_eq!(stem(&["main"], "\n ..bermain,\tmain! "), "main main");
    assert_eq!(stem(&["main"], "…"), "");
}
