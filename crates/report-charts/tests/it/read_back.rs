use report_charts::text_width;
use roxmltree::{Document, Node};

/// Left, top, right, bottom.
pub(crate) type Area = [f64; 4];

pub(crate) fn number(node: Node<'_, '_>, name: &str) -> f64 {
    let text = node
        .attribute(name)
        .unwrap_or_else(|| panic!("{name} of {node:?}"));
    text.parse().unwrap()
}

/// The width and height of the drawing.
pub(crate) fn size(document: &Document<'_>) -> [f64; 2] {
    let view_box = document.root_element().attribute("viewBox").unwrap();
    let numbers: Vec<f64> = view_box
        .split(' ')
        .map(|part| part.parse().unwrap())
        .collect();
    assert_eq!(numbers[..2], [0.0, 0.0]);
    [numbers[2], numbers[3]]
}

pub(crate) fn texts<'a>(document: &'a Document<'_>) -> Vec<Node<'a, 'a>> {
    document
        .descendants()
        .filter(|node| node.has_tag_name("text"))
        .collect()
}

/// What a text element shows, without its tool tip.
pub(crate) fn shown(node: Node<'_, '_>) -> String {
    node.children()
        .filter(|child| child.is_text())
        .filter_map(|child| child.text())
        .collect()
}

pub(crate) fn all_shown(svg: &str) -> Vec<String> {
    let document = Document::parse(svg).unwrap();
    texts(&document).into_iter().map(shown).collect()
}

/// The rectangles with a tool tip that holds a text: their places, and the tips.
pub(crate) fn marks(svg: &str, tip: &str) -> Vec<(Area, String)> {
    let document = Document::parse(svg).unwrap();
    let rects = document
        .descendants()
        .filter(|node| node.has_tag_name("rect"));
    rects
        .filter_map(|rect| {
            let title = rect.first_element_child()?.text()?.to_owned();
            let [x, y] = ["x", "y"].map(|name| number(rect, name));
            let [width, height] = ["width", "height"].map(|name| number(rect, name));
            title
                .contains(tip)
                .then_some(([x, y, x + width, y + height], title))
        })
        .collect()
}

/// The room of a text element: its letters in the widest common face, or its stated length.
pub(crate) fn area(text: Node<'_, '_>) -> Area {
    let [x, y] = ["x", "y"].map(|name| number(text, name));
    let size = number(text, "font-size");
    let bold = if text.has_attribute("font-weight") {
        1.15
    } else {
        1.0
    };
    let length = match text.attribute("textLength") {
        Some(length) => length.parse().unwrap(),
        None => bold * text_width(&shown(text), size),
    };
    let start = match text.attribute("text-anchor") {
        None => 0.0,
        Some("middle") => length / 2.0,
        Some("end") => length,
        Some(other) => panic!("{other}"),
    };
    let (above, below) = (0.76 * size, 0.24 * size);
    if text.has_attribute("transform") {
        let turned = text.attribute("transform").unwrap();
        assert!(turned.starts_with("rotate(-90 "), "{turned}");
        return [x - above, y + start - length, x + below, y + start];
    }
    [x - start, y - above, x - start + length, y + below]
}
