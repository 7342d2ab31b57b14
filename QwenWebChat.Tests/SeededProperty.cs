using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace QwenWebChat.Tests;

/// <summary>A property checked on the same random cases in every run; one that fails is shrunk and printed.</summary>
internal static class SeededProperty
{
    public static void Holds<T>(Gen<T> cases, int count, Action<T> property, Func<T, IEnumerable<T>>? shrink = null)
    {
        Config config = Config.QuickThrowOnFailure
            .WithMaxTest(count)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(20_250_101), FSharpOption<int>.None)));
        Arbitrary<T> arbitrary = shrink is null ? Arb.From(cases) : Arb.From(cases, shrink);
        Check.One(config, Prop.ForAll(arbitrary, property));
    }

    /// <summary>The list with one element left out, each in turn.</summary>
    public static IEnumerable<T[]> Shorter<T>(T[] items) =>
        items.Select((_, left) => items.Where((_, index) => index != left).ToArray());
}
