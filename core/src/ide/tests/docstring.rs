//! Docstrings of every style, and the Markdown they become.

use crate::ide::docstring::{content, fields, to_markdown};
use expect_test::{Expect, expect};
use proptest::prelude::*;

#[track_caller]
fn check(text: &str, expect: Expect) {
    expect.assert_eq(&to_markdown(&content(&format!("\"\"\"{text}\"\"\""))));
}

#[test]
fn literals() {
    let markdown = |literal: &str| to_markdown(&content(literal));
    assert_eq!(markdown("'One.'"), "One.");
    assert_eq!(markdown("r\"\"\"\n    One.\n\n      Two.\n    \"\"\""), "One.\n\n  Two.");
    assert_eq!(markdown("'a\\nb'"), "a  \nb");
    for broken in ["", "'", "\"\"\"", "u'", "':param'", "'a:`b'", "':`'", "'::'", "'.. '", "'.. code::'"] {
        markdown(broken);
    }
}

#[test]
fn fields_of_rest() {
    check(
        "Does it.

    :param int x: the `x`
        and more
    :param y: the y
    :type y: str or None
    :returns: a value
    :rtype: bool
    :raises ValueError: if not
    ",
        expect![[r#"
            Does it.

            **Parameters**

            - `x` (`int`): the `x`  
              and more
            - `y` (`str or None`): the y

            **Returns**

            - `bool`: a value

            **Raises**

            - `ValueError`: if not"#]],
    );
}

#[test]
fn fields_of_epytext() {
    check(
        "Does it.\n    @param x: the x\n    @type x: int\n    @return: y\n",
        expect![[r#"
            Does it.

            **Parameters**

            - `x` (`int`): the x

            **Returns**

            - y"#]],
    );
}

#[test]
fn sections_of_google() {
    check(
        "Does it.

    Args:
        x (int): The x.
        y (list[int], optional): The y,
            on two lines.
        *args: The rest.

    Returns:
        bool: Whether it did.

    Raises:
        ValueError: If x is 0.

    Example:
        Use it so::

            f(1)

    Note:
        Be careful.
    ",
        expect![[r#"
            Does it.

            **Parameters**

            - `x` (`int`): The x.
            - `y` (`list[int], optional`): The y,  
              on two lines.
            - `*args`: The rest.

            **Returns**

            - `bool`: Whether it did.

            **Raises**

            - `ValueError`: If x is 0.

            **Example**

            Use it so:

            ```python
            f(1)
            ```

            > **Note**
            >
            > Be careful."#]],
    );
    check(
        "Does it.\n\n    Returns:\n        A sentence: with a colon.\n",
        expect![[r#"
            Does it.

            **Returns**

            - A sentence: with a colon."#]],
    );
}

#[test]
fn sections_of_numpy() {
    check(
        "Does it.

    Parameters
    ----------
    x : int
        The x.

        More of it.
    y, z : {'a', 'b'}, optional

    Returns
    -------
    int
        The result.

    See Also
    --------
    other : Something.

    Examples
    --------
    >>> f(1)
    2

    Text.
    ",
        expect![[r#"
            Does it.

            **Parameters**

            - `x` (`int`): The x.

              More of it.
            - `y, z` (`{'a', 'b'}, optional`)

            **Returns**

            - `int`: The result.

            **See Also**

            other : Something.

            **Examples**

            ```python
            >>> f(1)
            2
            ```

            Text."#]],
    );
}

#[test]
fn code_and_notes() {
    check(
        "A::\n\n    x = 1\n\n      y\n\nB",
        expect![[r#"
        A:

        ```python
        x = 1

          y
        ```

        B"#]],
    );
    check(
        "A.\n\n.. code-block:: xml\n    :linenos:\n\n    <a/>\n\n.. note:: Mind\n    the gap.\n\n.. deprecated:: 1.2\n    Use b.\n\n.. _target:\n\nEnd.",
        expect![[r#"
            A.

            ```xml
            <a/>
            ```

            > **Note**
            >
            > Mind  
            > the gap.

            > **Deprecated since version 1.2**
            >
            > Use b.

            End."#]],
    );
    check(
        "```js\nx\n```\n>>> a\n1\n",
        expect![[r#"
        ```js
        x
        ```

        ```python
        >>> a
        1
        ```"#]],
    );
    check(
        "Title\n=====\n\n+---+\n| a |\n+---+\n",
        expect![[r#"
        **Title**

        ```text
        +---+
        | a |
        +---+
        ```"#]],
    );
    check(
        "- one\n    more\n- two\n\nplain\n\n        deep\n",
        expect![[r#"
        - one  
            more  
        - two

        plain

        deep"#]],
    );
}

#[test]
fn definitions_in_plain_text() {
    check(
        "Decorators:

class C(object):
    @property
    def x(self):
        return self._x

More.",
        expect![[r#"
            Decorators:

            ```python
            class C(object):
                @property
                def x(self):
                    return self._x
            ```

            More."#]],
    );
    check("class of things:\nall", expect!["class of things:  \nall"]);
}

#[test]
fn markup_within_lines() {
    check("See :class:`A.b` and ``c``: `d`.", expect!["See `A.b` and `c`: `d`."]);
    check(
        ":py:func:`~a.b.f` of `the site <https://e.org>`_, `ref`_.",
        expect!["`f` of [the site](https://e.org), `ref`."],
    );
    check(
        "f(*args, **kwargs) of __init__ in a_b_c, <b>.",
        expect![r"f(\*args, \*\*kwargs) of \_\_init\_\_ in a_b_c, \<b>."],
    );
    check("*stressed* and **loud**, 2 * 3", expect![r"*stressed* and **loud**, 2 \* 3"]);
    check("# no title", expect![r"\# no title"]);
}

#[test]
fn what_is_said_of_parameters() {
    let found = fields("A.\n\nArgs:\n    x (int): The :class:`x`.\n    y: Y.\n");
    let shown: Vec<_> = found.iter().map(|field| (field.name.as_str(), field.text.as_str())).collect();
    assert_eq!(shown, [("x", "The `x`."), ("y", "Y.")]);
}

proptest! {
    #[test]
    fn any_text_becomes_markdown(text in r"(a|b|é| |    |\n|\n\n|:|::|`|``|\*|\*\*|_|<|>|>>> |\.\. |note::|code::|Args:|Returns:\n|-----|=====|:param x:|@type y:|- |```|\+--)*") {
        to_markdown(&content(&text));
        fields(&text);
    }
}
