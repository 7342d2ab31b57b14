using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>Copies integers as bytes, which TorchSharp does not wrap.</summary>
internal static class WordBytes
{
    // dtype 0 is uint8. TorchScript knows the copy, but not the view.
    private const string Source = """
        def bytes(x: Tensor) -> Tensor:
            return torch.view_copy(x, dtype=0)

        """;

    private static readonly Lazy<jit.CompilationUnit> Unit = new(() => jit.compile(Source));

    /// <param name="x">A contiguous int32 tensor, [..., words].</param>
    /// <returns>The bytes as uint8, [..., 4 * words], the lowest byte of a word first. The caller's scope owns them.</returns>
    public static Tensor Of(Tensor x) => Unit.Value.invoke<Tensor>("bytes", x);
}
