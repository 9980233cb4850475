import { routes as contract } from '../lambda/contract.ts';
import type { Routes } from './contract.ts';
import { routeTable } from './route-table.ts';

/** Every route, in the form of routeTable. The build replaces this file by its result, without the contract. */
export const routes = routeTable(contract) as Routes;
