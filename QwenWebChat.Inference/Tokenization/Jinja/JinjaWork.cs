using System.Runtime.CompilerServices;
using System.Text;

namespace QwenWebChat.Inference.Tokenization.Jinja;

/// <summary>The output of one run of a template, and the limits that it holds to.</summary>
internal sealed class JinjaWork
{
    // A long template of this family takes some thousand steps for a short conversation.
    private const int MaxSteps = 50_000;
    private const int MaxLength = 200_000;

    // A long text or list counts as steps, since whatever is done with it takes its length.
    private const int CharactersPerStep = 64;
    private const int EntriesPerStep = 4;

    private int _steps;

    public StringBuilder Output { get; } = new();

    /// <summary>Refuses a text or list that grew too long.</summary>
    public static void RequireLength(int length)
    {
        if (length > MaxLength)
        {
            throw new JinjaException("it writes too much");
        }
    }

    /// <summary>Refuses an expression or block that is nested deeper than the stack holds.</summary>
    public static void RequireStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new JinjaException("it is nested too deep");
        }
    }

    public void Step()
    {
        RequireStack();
        Count(1);
    }

    /// <summary>Counts the size of a value that an expression gave.</summary>
    public void Count(object? value) => Count(value switch
    {
        string text => text.Length / CharactersPerStep,
        List<object?> list => list.Count / EntriesPerStep,
        _ => 0,
    });

    private void Count(int steps)
    {
        _steps += steps;
        if (_steps > MaxSteps)
        {
            throw new JinjaException("it does not end soon");
        }
    }
}
