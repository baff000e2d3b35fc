//! What calls give: arguments paired with parameters, overloads chosen.

use super::reveal;

#[test]
fn standard_library() {
    reveal(
        "
import re, subprocess, functools, itertools, collections
max(1, 2)  #: int
open('a')  #: TextIOWrapper
open('a', 'rb')  #: BufferedReader
{'a': 1}.get('a')  #: int | None
{'a': 1}.get('a', 1.5)  #: int | float
re.match('a', 'b')  #: Match[str] | None
subprocess.run(['a'], text=True)  #: CompletedProcess[str]
subprocess.run(['a'])  #: CompletedProcess[bytes]
sorted({'a': 1})  #: list[str]
dict(a=1)  #: dict[str, int]
list(map(str, [1]))  #: list[str]
list(zip([1], 'a'))  #: list[tuple[int, str]]
functools.reduce(lambda x, y: x + y, [1])  #: int
sum([1, 2])  #: int
",
    );
}
