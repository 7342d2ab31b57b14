using System.Numerics;

namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>The numbers between two bounds that are multiples of a step. Null stands for no bound, or any number.</summary>
internal sealed record NumberRange(ExactDecimal? Min, bool IsMinExclusive, ExactDecimal? Max, bool IsMaxExclusive, ExactDecimal? Step)
{
    /// <summary>False if the numbers are written without a point, so that 1.0 is none of them.</summary>
    public bool AllowsPoint { get; init; } = true;

    public static NumberRange All { get; } = new(null, false, null, false, null);

    public bool IsAll => Min is null && Max is null && Step is null;

    /// <summary>True if the bounds ask for a sign only, or for nothing.</summary>
    public bool IsOnlyASign => Step is null && Max is null && Min is { IsZero: true };

    /// <summary>The number of decimals of bounds and step.</summary>
    public int Scale => Math.Max(Min?.Scale ?? 0, Math.Max(Max?.Scale ?? 0, Step?.Scale ?? 0));

    /// <summary>True if any number is in the range.</summary>
    public bool HasNumber => HasNumberIn(null, null, Scale);

    /// <summary>The range of the negated numbers.</summary>
    public NumberRange Mirrored => new(-Max, IsMaxExclusive, -Min, IsMinExclusive, Step) { AllowsPoint = AllowsPoint };

    public NumberRange WithMin(ExactDecimal min, bool isExclusive) =>
        Min is { } old && (old.CompareTo(min) > 0 || (old == min && IsMinExclusive)) ? this : this with { Min = min, IsMinExclusive = isExclusive };

    public NumberRange WithMax(ExactDecimal max, bool isExclusive) => Mirrored.WithMin(-max, isExclusive).Mirrored;

    public NumberRange WithStep(ExactDecimal step) => this with { Step = Step is { } old ? ExactDecimal.CommonMultiple(old, step) : step };

    public NumberRange Intersect(NumberRange other)
    {
        NumberRange range = other.Min is { } min ? WithMin(min, other.IsMinExclusive) : this;
        range = other.Max is { } max ? range.WithMax(max, other.IsMaxExclusive) : range;
        return other.Step is { } step ? range.WithStep(step) : range;
    }

    /// <summary>Returns whether any number of the range is in [<paramref name="from"/>, <paramref name="to"/>).</summary>
    /// <param name="from">The lower bound at the scale; null for none.</param>
    /// <param name="to">The upper bound, excluded; null for none.</param>
    /// <param name="scale">A number of decimals that is not below <see cref="Scale"/>.</param>
    public bool HasNumberIn(BigInteger? from, BigInteger? to, int scale)
    {
        (BigInteger? low, bool isLowExclusive) = (Min?.At(scale), IsMinExclusive);
        if (from is { } start && (low is null || start > low))
        {
            (low, isLowExclusive) = (start, false);
        }

        (BigInteger? high, bool isHighExclusive) = (Max?.At(scale), IsMaxExclusive);
        if (to is { } end && (high is null || end <= high))
        {
            (high, isHighExclusive) = (end, true);
        }

        if (low is null || high is null)
        {
            return true;
        }

        if (Step is { } multiple)
        {
            BigInteger step = multiple.At(scale);
            BigInteger rest = ((low.Value % step) + step) % step;
            BigInteger first = rest.IsZero ? low.Value : low.Value - rest + step;
            low = rest.IsZero && isLowExclusive ? first + step : first;
            isLowExclusive = false;
        }

        return low < high || (low == high && !isLowExclusive && !isHighExclusive);
    }
}
