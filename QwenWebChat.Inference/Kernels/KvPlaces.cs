namespace QwenWebChat.Inference.Kernels;

/// <summary>The indexes of a token's elements among the keys or values of a block.</summary>
/// <param name="First">The index of the first element.</param>
/// <param name="Second">The distance from an element with an even number to the next one.</param>
/// <param name="Pair">The distance between two elements with even numbers.</param>
internal readonly record struct KvPlaces(int First, int Second, int Pair)
{
    public int this[int element] => First + (element / 2 * Pair) + (element % 2 * Second);
}
