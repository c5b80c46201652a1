using Settlement.Operator.Command;

return await SettlementCommand.RunAsync(args);
