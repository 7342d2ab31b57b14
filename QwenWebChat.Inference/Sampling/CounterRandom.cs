namespace QwenWebChat.Inference.Sampling;

/// <summary>
/// Random numbers as a function of seed and counter (SplitMix64's finalizer, Steele et al. 2014). There is no state, so
/// a sequence that is recomputed or moved draws the same numbers again.
/// </summary>
internal static class CounterRandom
{
    /// <summary>Returns a uniform number in [0, 1), with 53 random bits.</summary>
    public static double Uniform(ulong seed, int counter) => (Word(seed, counter) >> 11) * (1.0 / (1UL << 53));

    /// <summary>Returns 64 random bits.</summary>
    public static ulong Word(ulong seed, long counter) => Mix(Mix(seed) + (((ulong)counter + 1) * 0x9E3779B97F4A7C15));

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
