//! Private names: in the body of `A`, `__x` is an attribute that no other class means by it.

use super::reveal;

#[test]
fn each_class_has_its_own() {
    reveal(
        "
class A:
    __x = 1
    def __init__(self):
        self.__y = 'a'
    def own(self):
        self.__x  #: int
        self.__y  #: str
        return self.__f()
    def __f(self): return self
class B(A):
    def theirs(self):
        self.__x  #:
        self.__y  #:
        self.__f()  #:
        self._A__x  #: int
        self.own()  #: B
    def other(self):
        self.__z = 2.5
        self.__z  #: float
class _C(A):
    __x = b''
    def own(self):
        self.__x  #: bytes
        super().__x  #:
B()._A__x  #: int
B()._A__f()  #: B
B()._B__x  #:
_C()._C__x  #: bytes
",
    );
}

#[test]
fn what_python_leaves_alone() {
    reveal(
        "
class A:
    def __len__(self): return 1
    _x = 1
    x__ = 1
    def f(self, other: 'A'):
        self.__len__()  #: int
        self.__class__  #: type[A]
        other.x__  #: int
class __:
    __x = 1
    def f(self):
        self.__x  #: int
",
    );
}
